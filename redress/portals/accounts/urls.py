"""Sign-in, second factor and sessions come from allauth."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
