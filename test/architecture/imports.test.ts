import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOORS, GROUND, PURE_ROOMS, ROOMS } from './rooms.ts';

const SRC = join(import.meta.dirname, '../../src');

interface ImportLine {
  readonly file: string;
  /** Relative to src, or the name of a package. */
  readonly target: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const texts = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]));
const imports: readonly ImportLine[] = [...texts].flatMap(([file, text]) =>
  [...text.matchAll(/^(?:import|export|\} from)\b(?:.*\bfrom)? '([^']+)';$/gm)].map(([, specifier = '']) => ({
    file,
    target: specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(file), specifier)) : specifier,
  })),
);
const isOurs = ({ target }: ImportLine) => files.includes(target);

/** The room of a file: its folder, or `root` for what stands directly in src. */
const roomOf = (file: string) => (file.includes('/') ? (file.split('/')[0] ?? '') : 'root');
const print = ({ file, target }: ImportLine) => `${file} → ${target}`;

describe('imports', () => {
  test('are read from every file', () => {
    expect(imports.filter(isOurs).length).toBeGreaterThan(files.length);
    expect(imports.filter((line) => line.target.endsWith('.ts') && !isOurs(line)).map(print)).toEqual([]);
  });

  test('every room has a row in the table', () => {
    const found = new Set(files.map(roomOf));
    expect([...found].filter((room) => !Object.hasOwn(ROOMS, room))).toEqual([]);
  });

  test('point downwards', () => {
    const upwards = imports.filter(isOurs).filter(({ file, target }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      return from !== to && !GROUND.includes(to) && !ROOMS[from]?.includes(to);
    });
    expect(upwards.map(print)).toEqual([]);
  });

  test('leave the sub-folders of other rooms alone', () => {
    const intruding = imports.filter(isOurs).filter(({ file, target }) => {
      return roomOf(file) !== roomOf(target) && target.split('/').length > 2;
    });
    expect(intruding.map(print)).toEqual([]);
  });

  test.each(DOORS)('$what enters by its door only', ({ module, doors }) => {
    const elsewhere = imports.filter(
      ({ file, target }) => module.test(target) && !doors.some((door) => file.startsWith(door)),
    );
    expect(elsewhere.map(print)).toEqual([]);
  });

  test('only the entrance re-exports', () => {
    const reexporting = [...texts].filter(
      ([file, text]) => file !== 'index.ts' && /^export (?:type )?(?:\*|\{[^}]*\}) from/m.test(text),
    );
    expect(reexporting.map(([file]) => file)).toEqual([]);
    expect(files.filter((file) => file.endsWith('/index.ts'))).toEqual([]);
  });
});

describe('the environment', () => {
  test('is asked for in one place', () => {
    const asking = [...texts].filter(([, text]) => /\bprocess\.env\b/.test(text));
    expect(asking.map(([file]) => file)).toEqual(['settings/environment.ts']);
  });

  test.each(PURE_ROOMS)('%s knows neither clock nor process nor timers', (room) => {
    const asking = [...texts].filter(
      ([file, text]) =>
        roomOf(file) === room &&
        /\b(?:process\.|performance\.|Date\.now|setTimeout|setInterval|Math\.random|fetch\()/.test(text),
    );
    expect(asking.map(([file]) => file)).toEqual([]);
  });

  test('timers are set by the clock only', () => {
    const setting = [...texts].filter(([, text]) => /\bset(?:Timeout|Interval)\(/.test(text));
    const ofSockets = 'server/unread.ts'; // a connection knows by itself whether anything moves on it
    expect(setting.map(([file]) => file).filter((file) => file !== ofSockets)).toEqual(['time/clock.ts']);
  });
});
