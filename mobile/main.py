"""Starts the phone app; the same file for the web app, the desktop and an APK."""

import flet as ft

import phone.app

ft.run(phone.app.main)
