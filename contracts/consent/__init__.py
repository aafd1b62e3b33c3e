"""The consent beside an agreement: its record and its receipt (ISO/IEC TS 27560:2023, in the terms of DPV 2.3)."""
