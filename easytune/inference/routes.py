"""HTTP of inference: ask a classifier, see and free what is loaded. Knows no socket and no table."""

from typing import Annotated

from fastapi import APIRouter, Path

from easytune.core.http import Db
from easytune.core.ids import LARGEST_ID
from easytune.core.security import Policy, policy
from easytune.inference import loaded, service
from easytune.inference.http import Platform
from easytune.inference.schemas import PredictIn, PredictorIn, PredictorOut, PredictOut

router = APIRouter(tags=["inference"])


@router.post("/predict", **policy(Policy.VIEWER))
async def predict(body: PredictIn, platform: Platform) -> PredictOut:
    """Label probabilities of up to 1,024 texts; the first question after a pause waits for the model to load."""
    return await service.predict(platform, body.model_id, body.texts, body.threshold)


@router.get("/predictors", **policy(Policy.VIEWER))
async def list_predictors(database: Db) -> list[PredictorOut]:
    """Models that are loaded or loading."""
    return await loaded.list_predictors(database)


@router.post("/predictors", status_code=202, **policy(Policy.VIEWER))
async def load_predictor(body: PredictorIn, platform: Platform) -> PredictorOut:
    """Load a model ahead of the first question; answers at once."""
    model = await service.loadable(platform.database, body.model_id)
    return await loaded.predictor_out(await service.start(platform, model), model)


@router.delete("/predictors/{model_id}", status_code=204, **policy(Policy.MEMBER))
async def unload_predictor(model_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], database: Db) -> None:
    """Unload a model and free its memory."""
    await service.unload(database, model_id)
