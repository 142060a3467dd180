import { failed, type Outcome, success } from '../json/outcome.ts';
import { compileTemplate } from '../templates/expand.ts';
import { parseTemplate } from '../templates/parse-template.ts';
import type { TemplateMode } from '../templates/piece.ts';
import {
  type AnswerLine,
  errorAnswer,
  type LineDefaults,
  type LineFault,
  readContext,
  readText,
  runFault,
  syntaxFault,
} from './map-line.ts';

/** Answers `{"template", "mode", "vars", "spec"}` with `{"value"}`; without `mode` the text is merely filled in. */
export function createTemplateAnswers(defaults: LineDefaults): AnswerLine {
  return (line) => {
    const context = readContext(line, defaults);
    if (!context.ok) return errorAnswer(context.failure);
    const text = readText(line, 'template');
    if (!text.ok) return errorAnswer(text.failure);
    const mode = readMode(line.mode ?? 'string');
    if (!mode.ok) return errorAnswer(mode.failure);
    const template = parseTemplate(text.value, context.value.dialect);
    if (!template.ok) return errorAnswer(syntaxFault(template.failure, text.value));
    const value = compileTemplate(template.value, mode.value).expand(context.value.scope);
    return value.ok ? { value: value.value } : errorAnswer(runFault(value.failure, text.value));
  };
}

function readMode(mode: unknown): Outcome<TemplateMode, LineFault> {
  if (mode === 'string' || mode === 'uri' || mode === 'header') return success(mode);
  return failed({ message: '`mode` must be "string", "uri" or "header".' });
}
