/** After `vite build`: writes a .gz beside every text asset and checks the size budgets. Exits 1 when one is broken. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const OUT = new URL('../../easytune/static/', import.meta.url).pathname;
const KILOBYTE = 1000;
/** Gzipped JavaScript that a first visit of the page loads, in KB. */
const BUDGETS = [
  { page: 'src/features/auth/LoginPage.tsx', limit: 400 },
  { page: 'src/features/dashboard/DashboardPage.tsx', limit: 400 },
  { page: 'src/features/jobs/JobPage.tsx', limit: 500 },
];

const manifest = JSON.parse(readFileSync(join(OUT, '.vite/manifest.json'), 'utf8'));
const compressed = new Map();
for (const name of readdirSync(join(OUT, 'assets'))) {
  if (!/\.(js|css|svg|json)$/.test(name)) continue;
  const bytes = gzipSync(readFileSync(join(OUT, 'assets', name)), { level: 9 });
  writeFileSync(join(OUT, 'assets', `${name}.gz`), bytes);
  compressed.set(`assets/${name}`, bytes.length);
}

/** The chunk, and all that it imports statically. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const imported of manifest[key].imports ?? []) closure(imported, seen);
  return seen;
}

const ALWAYS = ['index.html', 'src/locales/zh/index.ts', 'src/app/layout/Shell.tsx'];
let failed = false;
for (const { page, limit } of BUDGETS) {
  if (!manifest[page]) continue;
  const keys = new Set([...ALWAYS, page].filter((key) => manifest[key]).flatMap((key) => [...closure(key)]));
  const total = [...keys].reduce((sum, key) => sum + (compressed.get(manifest[key].file) ?? 0), 0);
  const kilobytes = Math.round(total / KILOBYTE);
  failed ||= kilobytes > limit;
  console.log(`${kilobytes > limit ? 'TOO LARGE' : 'ok'}  ${page}: ${kilobytes} KB gzip of ${limit}`);
}
rmSync(join(OUT, '.vite'), { recursive: true });
process.exit(failed ? 1 : 0);
