import { createHash } from 'node:crypto';
import type { Service } from './demo-upstream.ts';

const SKY: Readonly<Record<string, readonly [celsius: number, windMs: number, code: number]>> = {
  Amsterdam: [7.5, 9.2, 61],
  Bergen: [3, 14.8, 95],
  Lisbon: [17.2, 3.1, 0],
  Tallinn: [-2.4, 6.6, 71],
  Turin: [9.9, 1.4, 3],
};

/** Weather with entity tags: who already has the answer gets a `304` without a body. */
export function createWeather(): Service {
  return {
    name: 'weather',
    manners: 'sends ETags and answers 304 to who already knows',
    latencyMs: 80,
    example: '/v1/current?place=Bergen',
    answer({ path, query, headers }) {
      const place = query.get('place') ?? '';
      const sky = Object.hasOwn(SKY, place) ? SKY[place] : undefined;
      if (path !== '/v1/current' || sky === undefined) return { status: 404, body: { error: 'Unknown place.' } };
      const [celsius, windMs, code] = sky;
      const body = JSON.stringify({
        place,
        current: { temperature_2m: celsius, wind_speed_10m: windMs, weather_code: code },
      });
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
      const caching = { etag, 'cache-control': 'no-cache' };
      return headers['if-none-match'] === etag ? { status: 304, headers: caching } : { headers: caching, body };
    },
  };
}
