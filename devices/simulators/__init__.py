"""Devices that speak their protocol over a real pty: for the demo, the drill and the tests."""

from devices.simulators.pty_device import PtyDevice
from devices.simulators.scale import Bridge, PtyScale
from devices.simulators.scanner import PtyScanner, Voice

__all__ = ["Bridge", "PtyDevice", "PtyScale", "PtyScanner", "Voice"]
