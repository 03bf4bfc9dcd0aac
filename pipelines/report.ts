/** `shakedown report`: the report of a run in the form that its reader wants. */
import type { Report } from '../schemas/types.ts';
import { parseAs } from '../smoke/schema/validate.ts';
import { InputError } from './findings/errors.ts';
import { finding } from './findings/finding.ts';
import { openPage } from './report/open-page.ts';
import { writePage } from './report/page-file.ts';
import { type RecordedReport, recordedReport } from './report/recorded-report.ts';
import { writeResult } from './report/stdout.ts';
import { type CommandIo, diagnosticsOf, sayDocument, sayLines } from './run/command-io.ts';

export interface ReportOptions {
  readonly format?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

const texts = {
  md: async (report: Report) => (await import('./report/markdown.ts')).markdownReport(report),
  junit: async (report: Report) => (await import('./report/junit.ts')).junitXml(report),
  ctrf: async (report: Report) => {
    const { ctrfReport } = await import('./report/ctrf.ts');
    return document(parseAs('ctrf', ctrfReport(report), 'the CTRF report'));
  },
  sarif: async (report: Report) => {
    const { sarifOfRun } = await import('./report/sarif-of-run.ts');
    return document(parseAs('sarif', sarifOfRun(report), 'the SARIF log'));
  },
};

const formats = ['html', 'json', ...Object.keys(texts)];

/**
 * html: writes the page beside the report and prints its path. The others are printed.
 * @param run the beginning of a run's id, or a directory with a report.json; the last run of the current directory without it
 * @throws InputError for a format or a run that there is not
 */
export async function report(run: string | undefined, options: ReportOptions, io: CommandIo): Promise<number> {
  const format = options.json ? 'json' : (options.format ?? 'html');
  if (!formats.includes(format))
    throw new InputError(finding('report-format-unknown', { found: format, allowed: formats.join(', ') }));
  if (options.open && format !== 'html')
    throw new InputError(
      finding('usage', { reason: `--open is for the page, and --format is ${format}`, command: 'shakedown report' }),
    );
  const recorded = recordedReport(run, io);
  if (isText(format)) await writeResult(await texts[format](recorded.report), io.stdout);
  else if (format === 'json') await sayDocument(io, 'report', recorded.report);
  else await page(recorded, options, io);
  return 0;
}

async function page(
  { report: found, dir }: RecordedReport,
  { open = false }: ReportOptions,
  io: CommandIo,
): Promise<void> {
  const file = writePage(dir, found);
  await sayLines(io, [[file]]);
  if (!open) return;
  const problem = await openPage(file, io.env);
  if (problem) diagnosticsOf(io).report(finding('page-not-opened', { file, ...problem }));
}

function isText(format: string): format is keyof typeof texts {
  return Object.hasOwn(texts, format);
}

function document(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
