"""Packtrail · 电池回收台账: the desk program of an EV-battery recycling outlet."""

__version__ = "0.1.0"
