"""Every sentence that an operator reads, in Chinese and English, for screens, papers, hub and console."""

from packtrail.wording.catalog import CHINESE, ENGLISH, Language, Wording, wording

__all__ = ["CHINESE", "ENGLISH", "Language", "Wording", "wording"]
