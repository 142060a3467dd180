import type { OperationOutline, OutlinedCall } from './plan-operation-outline.ts';

/** A plan as a Mermaid flowchart: waves from left to right, arrows with the keys that bind calls. Pure. */
export function printMermaid({ calls, resolvers, waves }: OperationOutline): string {
  const lines = ['flowchart LR'];
  for (let wave = 1; wave <= waves; wave += 1) {
    lines.push(`  subgraph w${wave}["wave ${wave}"]`);
    for (const call of calls) if (call.wave === wave) lines.push(`    ${call.id}["${labelOf(call)}"]`);
    lines.push('  end');
  }
  for (const { id, field } of resolvers) lines.push(`  ${id}(["${asEntities(field)}<br/>TypeScript"])`);
  for (const { id, waitsFor } of [...calls, ...resolvers]) {
    for (const { id: before, members, why } of waitsFor) {
      const label = members.length > 0 ? `|"${asEntities(members.join(', '))}"|` : '';
      lines.push(`  ${before} ${why === 'key' ? '-->' : '-.->'}${label} ${id}`);
    }
  }
  return lines.join('\n');
}

function labelOf({ source, method, url, paths, made, maxCalls }: OutlinedCall): string {
  const request = [source, method, url].filter((part) => part !== undefined).join(' ');
  const count = made === 'once' ? '1 call' : `${made}: ≤ ${maxCalls}`;
  return [request, paths.join(', '), count].map(asEntities).join('<br/>');
}

/** Entities as Mermaid writes them. */
function asEntities(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll('{', '#123;')
    .replaceAll('}', '#125;');
}
