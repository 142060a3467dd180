import { batchExcludesThis } from './batch-and-this.ts';
import { batchKeysComeBack } from './batch-keys.ts';
import { connectorExpressions } from './connector-expressions.ts';
import { connectorIdIsName } from './connector-ids.ts';
import { connectorKeyIsFieldSet } from './connector-keys.ts';
import type { ConnectorRule } from './context.ts';
import { entityArgument } from './entity-argument.ts';
import { selectionsFit } from './selections-fit.ts';

/** Stage 3: each of these looks at every connector that could be read. */
export const CONNECTOR_RULES: readonly ConnectorRule[] = [
  connectorIdIsName,
  batchExcludesThis,
  entityArgument,
  connectorExpressions,
  selectionsFit,
];

/** Of stage 4, what one connector alone can break; only where nothing else is wrong. */
export const KEY_RULES: readonly ConnectorRule[] = [batchKeysComeBack, connectorKeyIsFieldSet];
