import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { fault } from '../fault.ts';
import { placeOfNode } from '../place.ts';
import type { ServiceContext } from './context.ts';

/** A connector names a source, none is defined, and the directive that defines one is not imported: a likely reason. */
export function sourceIsImported({ reading }: ServiceContext): readonly Diagnostic[] {
  const { link, diagnostics } = reading;
  if (link.sourceImported || !diagnostics.some(({ code }) => code === 'NO_SOURCES_DEFINED')) return [];
  const finding = fault(
    'NO_SOURCE_IMPORT',
    'Connectors name sources, but the link to the connect specification does not import `@source`.',
    placeOfNode(link.directive),
    'Write `import: ["@connect", "@source"]`.',
  );
  return [{ ...finding, severity: 'warning' }];
}
