"""Trainings on the hosts of a Dask cluster; nothing else in nnplay imports dask or distributed.

Dask says who is there, places each training, carries what is said and encrypts it. On each host nnplay's own engine
trains.
"""
