"""HTTP shapes of what the model sees. Knows no table and no tokenizer."""

from pydantic import BaseModel, Field

from easytune.contract.objective import ChatTemplate, LearnedTurns, LongRows
from easytune.contract.rendered import MOST_ROWS, RenderedRow
from easytune.core.ids import LARGEST_ID
from easytune.runs.schemas import ErrorOut, RunState


class RenderObjective(BaseModel):
    """What of a Chat objective decides how a row looks; the rest of one may be given too and changes nothing."""

    learn: LearnedTurns = LearnedTurns.ALL
    long_rows: LongRows = LongRows.CUT
    template: ChatTemplate = ChatTemplate.AUTO


class RenderIn(BaseModel):
    """Which rows, for which model, with which settings of a training."""

    model_id: int = Field(ge=1, le=LARGEST_ID, description="A language model; only its tokenizer is loaded.")
    line_offset: int = Field(default=0, ge=0, le=LARGEST_ID, description="The first row that is shown, from 0.")
    count: int = Field(default=MOST_ROWS, ge=1, le=MOST_ROWS, description="How many rows; fewer come where the data ends.")
    max_tokens: int = Field(default=512, ge=8, le=8192, description="The cut-off length.")
    objective: RenderObjective = RenderObjective()


class RenderingOut(BaseModel):
    """A rendering under way, or its rows once it is COMPLETED."""

    run_id: int
    state: RunState
    error: ErrorOut | None
    rows: list[RenderedRow] | None
