"""Devices that speak their protocol over a real pty or socket: for the demo, the drill and the tests."""

from collections.abc import Callable, Mapping

from devices.simulators import mrz, nmea, r2000, relay, uhf
from devices.simulators.generic import GenericSpeech
from devices.simulators.jt701 import Jt701Speech
from devices.simulators.mt_sics import MtSicsSpeech
from devices.simulators.printer import PRINTERS, PrinterSpeech
from devices.simulators.pty_device import PtyDevice
from devices.simulators.scale import Bridge, PtyScale
from devices.simulators.scanner import PtyScanner, Scanner, Voice
from devices.simulators.simulated import Simulated
from devices.simulators.socket_device import SocketDevice
from devices.simulators.speech import Speech
from devices.simulators.ssi import SsiScanner
from devices.simulators.toledo import ToledoSpeech
from devices.simulators.xk3190 import Xk3190Speech

SPEECHES: Mapping[str, Callable[[], Speech]] = {
    one.name: one
    for one in (Scanner, SsiScanner, Xk3190Speech, ToledoSpeech, MtSicsSpeech, Jt701Speech, GenericSpeech, mrz.Speech, uhf.Speech, r2000.Speech, nmea.Speech, relay.Speech)
}
"""A driver's name -> a device that speaks to it, as it comes from the factory. A new speech is added here."""

__all__ = ["PRINTERS", "SPEECHES", "Bridge", "PrinterSpeech", "PtyDevice", "PtyScale", "PtyScanner", "Scanner", "Simulated", "SocketDevice", "Speech", "SsiScanner", "Voice"]
