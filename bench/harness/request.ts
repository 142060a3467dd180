/** One request to a server under measurement. */
export interface BenchRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * In a request's path, headers and body: the number of the request, so that no two are equal. As long as the numbers,
 * which all have ten digits, so that the length of a body stays what its header says.
 */
export const NUMBER = '@@NUMBER@@';

export function numbered({ method, path, headers, body }: BenchRequest, number: number): BenchRequest {
  const fill = (text: string): string => text.replaceAll(NUMBER, String(number));
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(value)] as const);
  return {
    method,
    path: fill(path),
    headers: Object.fromEntries(filled),
    ...(body !== undefined && { body: fill(body) }),
  };
}

export async function ask(
  origin: string,
  request: BenchRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const { method, path, headers, body } = request;
  const response = await fetch(origin + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text() };
}
