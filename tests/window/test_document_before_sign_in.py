"""A document read before anybody signed in is refused like every scan, and its person does not stand on the screen."""

import pytest
from real_desk import at_the_desk

from devices.simulators.mrz import SPECIMENS
from tests.yard import BOX

TD3 = "\n".join(SPECIMENS["TD3"])


@pytest.mark.parametrize(("text", "shown"), [(TD3, True), (TD3.replace("740812", "740813"), True), (TD3[:70], True), (BOX, False)])
def test_a_document_before_sign_in_is_masked(qapp, qtbot, tmp_path, text, shown):
    with at_the_desk(qapp, qtbot, tmp_path / "s", officer=None) as hands:
        hands.opened.work.scan(text, "serial")
        words = hands.window.signin.news.text()
        assert "**" in words if shown else BOX in words
        for secret in ("ERIKSSON", "L898902C3", "UTO"):
            assert secret not in words
