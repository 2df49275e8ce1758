"""Demo data that XML cannot state: a history replayed through the real actions.

Imported by ``sales.visit`` only while demo data is loaded.
"""
