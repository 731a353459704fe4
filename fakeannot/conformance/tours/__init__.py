"""Short journeys about what annotations are put to use with, as those of `tour.TOUR`."""

from __future__ import annotations

from fakeannot.conformance.tours.apps import APPS_TOUR
from fakeannot.conformance.tours.concepts import CONCEPTS_TOUR
from fakeannot.conformance.tours.datasets import DATASETS_TOUR
from fakeannot.conformance.tours.searches import SEARCHES_TOUR

__all__ = ["WIDER_TOUR"]

WIDER_TOUR = (*CONCEPTS_TOUR, *DATASETS_TOUR, *SEARCHES_TOUR, *APPS_TOUR)
