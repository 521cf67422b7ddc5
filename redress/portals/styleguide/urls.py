"""/styleguide/"""

from django.urls import path

from redress.portals.styleguide import views

urlpatterns = [
    path("", views.page, {"name": "index"}, name="styleguide"),
    path("<slug:name>/", views.page, name="styleguide-page"),
]
