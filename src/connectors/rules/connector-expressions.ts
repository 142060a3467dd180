import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Connector } from '../connector.ts';
import { connectorVisibility } from '../static-types/visibility.ts';
import { argumentOf, elementOf, type ServiceContext } from './context.ts';
import { type ExpressionHost, headerFindings, mappingFindings, templateFindings } from './expression-finding.ts';

/** The expressions of a connector, its selection apart, read only what they may, and suit their places. */
export function connectorExpressions(connector: Connector, { types, roots }: ServiceContext): readonly Diagnostic[] {
  const request = connectorVisibility(connector, 'request', types, roots);
  const response = connectorVisibility(connector, 'response', types, roots);
  const host = (path: ExpressionHost['path'], code: string, visibility = request): ExpressionHost => ({
    directive: connector.directive,
    path,
    name: argumentOf(connector, path.join('.')),
    code,
    visibility,
  });
  const { http, errors, isSuccess } = connector;
  const inMessage = host(['errors', 'message'], 'INVALID_ERRORS_MESSAGE', response);
  const inExtensions = host(['errors', 'extensions'], 'INVALID_ERRORS_MESSAGE', response);
  const responseFindings = [
    ...mappingFindings(errors.message, 'text', inMessage),
    ...mappingFindings(errors.extensions, 'object', inExtensions),
    ...mappingFindings(isSuccess, 'condition', host(['isSuccess'], 'INVALID_IS_SUCCESS', response)),
    ...pollFindings(connector, response),
  ];
  if (http === undefined) return responseFindings;
  return [
    ...mappingFindings(http.body, 'body', host(['http', 'body'], 'INVALID_BODY')),
    ...headerFindings(http.headers, host(['http', 'headers'], 'INVALID_HEADER')),
    ...mappingFindings(http.path, 'path', host(['http', 'path'], 'INVALID_URL_PROPERTY')),
    ...mappingFindings(http.queryParams, 'object', host(['http', 'queryParams'], 'INVALID_URL_PROPERTY')),
    ...templateFindings(http.url, host(['http', http.method], 'INVALID_URL')),
    ...responseFindings,
  ];
}

/** The first of several connectors of a field speaks for all: they share one `@poll`. */
function pollFindings(connector: Connector, visibility: ExpressionHost['visibility']): readonly Diagnostic[] {
  const { poll, coordinate } = connector;
  if (poll === undefined || !coordinate.endsWith('[0]')) return [];
  const name = `\`@poll(while:)\` on \`${elementOf(connector)}\``;
  const host = { directive: poll.directive, path: ['while'], name, code: 'INVALID_POLL', visibility } as const;
  return mappingFindings(poll.while, 'condition', host);
}
