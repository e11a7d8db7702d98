/** Lines to texts, and predictions to a CSV that a spreadsheet opens without running anything. Knows no component. */
import { givenLabels, type Threshold } from './given';
import type { Prediction } from './queries';

const BETWEEN_LABELS = '|';

export function linesOf(pasted: string): string[] {
  return pasted
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A cell that a spreadsheet would run as a formula is made inert with an apostrophe. */
function cell(value: string): string {
  const inert = /^[\s'"]*[=+\-@\t\r＝＋－＠]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
}

/** With a byte-order mark, or Excel takes Chinese for Latin; no label where none reaches the threshold. */
export function toCsv(texts: readonly string[], predictions: readonly Prediction[], at: Threshold): string {
  const rows = predictions.map((prediction, index) => [
    texts[index] ?? '',
    givenLabels(prediction, at).join(BETWEEN_LABELS),
    prediction.probability.toFixed(6),
  ]);
  return (
    '\ufeff' +
    [['text', at.several ? 'labels' : 'label', 'probability'], ...rows]
      .map((row) => row.map(cell).join(','))
      .join('\r\n') +
    '\r\n'
  );
}

export function saveFile(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

export function curlOf(modelId: number, texts: readonly string[], threshold: number): string {
  const body = JSON.stringify({ model_id: modelId, texts, threshold }).replaceAll("'", "'\\''");
  return [
    `curl -X POST ${window.location.origin}/api/v1/predict`,
    `-H "Authorization: Bearer $EASYTUNE_TOKEN"`,
    `-H "Content-Type: application/json"`,
    `-d '${body}'`,
  ].join(' \\\n  ');
}
