"""The schema as the code wants it: the tables of all domains together. Knows no database."""

from easytune.accounts import tables as _accounts
from easytune.core.db import Base
from easytune.datasets import tables as _datasets
from easytune.jobs import tables as _jobs
from easytune.models import tables as _models
from easytune.runs import tables as _runs

DOMAINS = (_accounts, _runs, _datasets, _models, _jobs)
metadata = Base.metadata
