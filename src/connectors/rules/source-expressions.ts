import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Source, SpecVersion } from '../connector.ts';
import { baseUrlVisibility, sourceVisibility } from '../static-types/visibility.ts';
import { type ExpressionHost, headerFindings, mappingFindings, templateFindings } from './expression-finding.ts';

/** The expressions of a source read only what a source may, and suit their places. */
export function sourceExpressions(source: Source, version: SpecVersion): readonly Diagnostic[] {
  const request = sourceVisibility('request', version);
  const response = sourceVisibility('response', version);
  const host = (path: ExpressionHost['path'], code: string, visibility = request): ExpressionHost => ({
    directive: source.directive,
    path,
    name: `\`@source(${path.join('.')}:)\` of \`${source.name}\``,
    code,
    visibility,
  });
  const { errors, isSuccess, baseURL, path, queryParams, headers } = source;
  const inMessage = host(['errors', 'message'], 'INVALID_ERRORS_MESSAGE', response);
  const inExtensions = host(['errors', 'extensions'], 'INVALID_ERRORS_MESSAGE', response);
  return [
    ...mappingFindings(errors.message, 'text', inMessage),
    ...mappingFindings(errors.extensions, 'object', inExtensions),
    ...mappingFindings(isSuccess, 'condition', host(['isSuccess'], 'INVALID_IS_SUCCESS', response)),
    ...templateFindings(baseURL, host(['http', 'baseURL'], 'INVALID_URL', baseUrlVisibility(version))),
    ...mappingFindings(path, 'path', host(['http', 'path'], 'INVALID_URL_PROPERTY')),
    ...mappingFindings(queryParams, 'object', host(['http', 'queryParams'], 'INVALID_URL_PROPERTY')),
    ...headerFindings(headers, host(['http', 'headers'], 'INVALID_HEADER')),
  ];
}
