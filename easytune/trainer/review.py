"""A last look at the validation rows with the best weights: temperature and predictions. Knows the model and the run; trains nothing."""

import time
from contextlib import nullcontext

import numpy as np
import numpy.typing as npt
import torch

from easytune.contract.calibration import Calibration
from easytune.contract.events import Calibrated, Phase, Progress
from easytune.contract.train_spec import Precision
from easytune.modeling.tuned import load_trained
from easytune.trainer.calibration import LEAST_ROWS, fit, probabilities
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.data import Split, TokenRows
from easytune.trainer.interrupts import EndedEarly, Wish
from easytune.trainer.lesson import Context, Materials
from easytune.trainer.objectives import Collator
from easytune.trainer.predictions import write_predictions

PROGRESS_SECONDS = 1.0


def review(context: Context, materials: Materials, split: Split, best: Checkpoint) -> Calibration | None:
    """Puts the best weights into the model, writes predictions.parquet and says how well confidence fits.

    None, and a line in the log, when there are too few rows to calibrate on, or somebody asked for the end meanwhile.
    Raises: EndedEarly when the run is to be handed over or discarded; OSError.
    """
    load_trained(materials.tuned, best.folder)
    context.report.phase(Phase.EVALUATE)
    logits = _logits(context, materials, split.validation)
    if logits is None:
        context.report.not_reviewed()
        return None
    truth, lines = split.validation.labels, split.validation_lines
    fitted = fit(logits, truth) if len(logits) >= LEAST_ROWS and bool(np.isfinite(logits).all()) else None
    chances = probabilities(logits.astype(np.float64) / (fitted.temperature if fitted else 1.0), context.spec.multi_label)
    write_predictions(context.folder.predictions, context.spec, lines, chances)
    if fitted is None:
        context.report.not_calibrated(len(logits), LEAST_ROWS)
        return None
    context.report.calibrated(
        Calibrated(
            temperature=fitted.temperature, error_before=fitted.error_before, error_after=fitted.error_after,
            rows=len(logits), bins=fitted.bins,
        )
    )  # fmt: skip
    return Calibration(temperature=fitted.temperature, error_before=fitted.error_before, error_after=fitted.error_after, rows=len(logits))


@torch.inference_mode()
def _logits(context: Context, materials: Materials, rows: TokenRows) -> npt.NDArray[np.float32] | None:
    """float32[rows, classes] of the validation rows in their order; None when a stop that keeps the work was asked for."""
    compute, model = materials.compute, materials.tuned.model
    torch.nn.Module.to(model, compute.torch_device)
    model.train(False)
    collator = Collator(materials.tokenizer.pad_token_id)
    order = np.argsort(-rows.lengths, kind="stable")
    found = np.zeros((len(rows), len(context.spec.labels)), dtype=np.float32)
    batch_rows = 2 * context.spec.settings.batch_rows
    next_progress_at = 0.0
    for start in range(0, len(rows), batch_rows):
        match context.interrupts.wish():
            case Wish.SAVE:
                return None
            case Wish.HAND_OVER | Wish.DISCARD as wish:
                raise EndedEarly(wish)
            case None:
                pass
        if time.monotonic() >= next_progress_at:
            next_progress_at = time.monotonic() + PROGRESS_SECONDS
            context.report.event(Progress(phase=Phase.EVALUATE, done=start, total=len(rows), unit="rows"))
        places = order[start : start + batch_rows]
        batch = collator([rows[int(place)] for place in places])
        inputs = {name: batch[name].to(compute.torch_device) for name in ("input_ids", "attention_mask")}
        with torch.autocast(compute.device.value, torch.bfloat16) if compute.precision is Precision.BF16 else nullcontext():
            found[places] = model(**inputs).logits.float().cpu().numpy()
    return found
