"""Inspections to begin a test with."""

import pytest
from inspection_chain import Chain

from workstation.inspection import forms


@pytest.fixture
def chain():
    return Chain()


@pytest.fixture
def form():
    return forms.all()["container-open"]


@pytest.fixture
def filled(chain, form):
    """A container opened by hand, everything entered, nobody has signed; A and B are on it."""
    chain.open(cosigner="B")
    chain.set(form, place="2号查验区", container="MSKU0383250", seal_state="intact", old_seal="hn-1234567", method="抽查", opened_boxes="4")
    chain.photo("photo-seal").photo("photo-goods", "bb")
    chain.set(form, declared_pieces="120", found_pieces="120", goods_match="是", damage="no", sampled="no", resealed="yes", new_seal="HN7654321")
    return chain.set(form, party="agent", party_signature="signed", conclusion="normal", disposal="release")
