"""/display/"""

from django.urls import path

from redress.portals.display import views

urlpatterns = [path("", views.display, name="display")]
