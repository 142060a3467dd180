import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { printDiagnostic } from '../diagnostics/print-diagnostic.ts';
import type { Output } from './output.ts';

/** Findings as remarks beside what a command is for: errors first, in the words of `check`; advice is `check`'s alone. */
export function reportFindings(diagnostics: readonly Diagnostic[], { stderr }: Output): void {
  for (const severity of ['error', 'warning'] as const) {
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity === severity) stderr.write(`${printDiagnostic(diagnostic)}\n\n`);
    }
  }
}
