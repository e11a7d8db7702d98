"""All that a run says: events for the program, lines for people, in zh or en. Knows the journals; knows no torch."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.events import Calibrated, Evaluation, Event, LogLevel, LogLine, Phase, PhaseChanged, Plan, Sample, Started
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder

SHOWN_CHARACTERS = 120


class Report:
    """The one voice of a run; every line of log.jsonl has its sentence here."""

    def __init__(self, folder: RunFolder, language: Literal["zh", "en"]) -> None:
        self._language = language
        self._events = JournalWriter(folder.events)
        self._log = JournalWriter(folder.log)

    def event(self, event: Event) -> None:
        self._events.write(event)

    def phase(self, phase: Phase) -> None:
        self._events.write(PhaseChanged(phase=phase))

    def say(self, zh: str, en: str, level: LogLevel = LogLevel.INFO, step: int | None = None) -> None:
        """One line; control characters become spaces, so that a line stays a line."""
        text = zh if self._language == "zh" else en
        printable = "".join(character if character.isprintable() else " " for character in text)
        self._log.append(LogLine(at=datetime.now(UTC), level=level, source="trainer", text=printable, step=step))

    def problem(self, code: ErrorCode, level: LogLevel = LogLevel.ERROR, **params: object) -> None:
        """An error of the catalogue as a line."""
        text = message(code, params, self._language)
        self.say(text, text, level)

    def started(self, started: Started) -> None:
        """First event of an attempt."""
        self.event(started.model_copy(update={"pid": os.getpid()}))

    def device(self, name: str, precision: str, threads: int) -> None:
        self.say(f"🔧 计算设备: {name}，精度 {precision}，{threads} 线程", f"🔧 Device: {name}, precision {precision}, {threads} threads")

    def loading(self, model: str) -> None:
        self.say(f"📦 加载模型: {model}", f"📦 Loading model: {model}")

    def data(self, name: str, plan: Plan) -> None:
        rows = plan.train_rows + plan.validation_rows
        self.say(
            f"📚 加载数据集: {name}，{rows} 条样本（训练 {plan.train_rows}，验证 {plan.validation_rows}，截断 {plan.truncated_rows}）",
            f"📚 Dataset: {name}, {rows} samples: {plan.train_rows} train, {plan.validation_rows} validation, {plan.truncated_rows} cut",
        )

    def tokens(self, plan: Plan) -> None:
        """Of conversations: how much is learned of what is read, and what was left out."""
        total, learned = plan.train_tokens or 0, plan.learned_tokens or 0
        share = 100 * learned / max(1, total)
        self.say(
            f"🔤 训练词元: {total}，其中学习 {learned}（{share:.0f}%）；未使用 {plan.dropped_rows} 条样本",
            f"🔤 Training tokens: {total}, of which {learned} are learned ({share:.0f} %); {plan.dropped_rows} rows left out",
        )

    def sample(self, sample: Sample) -> None:
        self.event(sample)
        question, answer = _short(sample.prompt), _short(sample.text)
        self.say(f"💬 {question} → {answer}", f"💬 {question} → {answer}", step=sample.step)

    def starting(self, plan: Plan) -> None:
        self.say(f"🚀 开始训练: {plan.epochs} 轮，共 {plan.total_steps} 步", f"🚀 Training: {plan.epochs} epochs, {plan.total_steps} steps")

    def resuming(self, step: int) -> None:
        self.say(f"⏩ 从第 {step} 步的检查点继续", f"⏩ Resuming from the checkpoint of step {step}")

    def no_checkpoint(self) -> None:
        self.say("⚠️ 没有可用的检查点，从头开始", "⚠️ No usable checkpoint; starting from the beginning", LogLevel.WARNING)

    def step(self, step: int, total: int, loss: float, rows_per_second: float) -> None:
        self.say(
            f"第 {step}/{total} 步 - Loss: {loss:.4f}，{rows_per_second:.0f} 条/秒",
            f"Step {step}/{total} - Loss: {loss:.4f}, {rows_per_second:.0f} rows/s",
            step=step,
        )

    def epoch(self, number: int, epochs: int, loss: float, step: int) -> None:
        self.say(f"Epoch {number}/{epochs} - Loss: {loss:.4f}", f"Epoch {number}/{epochs} - Loss: {loss:.4f}", step=step)

    def evaluation(self, evaluation: Evaluation) -> None:
        self.event(evaluation)
        zh, en = (" ⭐ 目前最佳", " ⭐ best so far") if evaluation.best else ("", "")
        if evaluation.accuracy is None:
            self.say(f"📊 验证: Loss {evaluation.loss:.4f}{zh}", f"📊 Validation: loss {evaluation.loss:.4f}{en}", step=evaluation.step)
            return
        numbers = f"{evaluation.accuracy:.4f}，F1 {evaluation.macro_f1:.4f}，Loss {evaluation.loss:.4f}"
        self.say(f"📊 验证: 准确率 {numbers}{zh}", f"📊 Validation: accuracy {numbers.replace('，', ', ')}{en}", step=evaluation.step)

    def calibrated(self, calibrated: Calibrated) -> None:
        self.event(calibrated)
        before, after = f"{calibrated.error_before:.4f}", f"{calibrated.error_after:.4f}"
        self.say(
            f"🌡️ 校准: 温度 {calibrated.temperature:.3f}，期望校准误差 {before} → {after}（{calibrated.rows} 条验证样本）",
            f"🌡️ Calibration: temperature {calibrated.temperature:.3f}, expected error {before} → {after} ({calibrated.rows} rows)",
        )

    def not_calibrated(self, rows: int, least: int) -> None:
        self.say(
            f"🌡️ 未校准: 验证样本只有 {rows} 条，至少需要 {least} 条",
            f"🌡️ Not calibrated: {rows} validation rows, at least {least} are needed",
        )

    def not_reviewed(self) -> None:
        self.say("🌡️ 按要求提前结束，未校准", "🌡️ Not calibrated: the end was asked for")

    def stopping_early(self, evaluations: int, step: int) -> None:
        self.say(
            f"⏹️ 连续 {evaluations} 次评估没有变好，提前停止", f"⏹️ No improvement in {evaluations} evaluations; stopping early", step=step
        )

    def checkpoint(self, step: int, megabytes: float, seconds: float) -> None:
        self.say(
            f"🧷 第 {step} 步的检查点已保存（{megabytes:.0f} MB，{seconds:.1f} 秒）",
            f"🧷 Checkpoint of step {step} kept ({megabytes:.0f} MB, {seconds:.1f} s)",
            step=step,
        )

    def damaged(self, step: int, reason: str) -> None:
        self.problem(ErrorCode.CHECKPOINT_DAMAGED, LogLevel.WARNING, step=step)
        self.say(f"原因: {reason}", f"Reason: {reason}", LogLevel.WARNING)

    def finished(self) -> None:
        self.say("✅ 训练完成！", "✅ Training complete!")

    def saved(self, output: Path, step: int) -> None:
        self.say(f"💾 保存模型到: {output}（第 {step} 步）", f"💾 Model saved to: {output} (step {step})")

    def stopped(self, step: int) -> None:
        self.say(f"⏹️ 已按要求停止在第 {step} 步", f"⏹️ Stopped on request at step {step}", step=step)

    def handed_over(self, step: int) -> None:
        self.say(
            f"⏸️ 主机关闭，已在第 {step} 步暂停，之后自动继续", f"⏸️ The host goes down; paused at step {step}, it will resume", step=step
        )

    def close(self) -> None:
        self._events.sync()
        self._events.close()
        self._log.close()


def _short(text: str) -> str:
    """The beginning, for a line."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
