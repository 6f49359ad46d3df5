import { expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';

const JOB = "fetch(`${base}/services/data/v60.0/jobs/ingest`, { method: 'POST', body })";

const askedIn = (code: string) => {
  const fact = callIn(code).facts.healthCheck;
  return fact.state === 'present' ? fact.value.asked : fact.state;
};

it.each([
  ['in the function of the load', `async function load() { if (await isHealthy()) return ${JOB}; }`],
  [
    'in a function that calls it',
    `async function load() { return ${JOB}; }\nasync function run() { await org.limits(); return load(); }`,
  ],
  [
    'two functions above',
    `const load = () => ${JOB};\nconst all = () => load();\nconst run = async () => { await ping(); return all(); };`,
  ],
])('something asks %s', (_, code) => {
  expect(askedIn(code)).toBe(true);
});

it('nothing asks', () => {
  expect(askedIn(`async function load() { return ${JOB}; }`)).toBe(false);
});

it('is not known where what runs the load cannot be looked into', () => {
  expect(askedIn(`withRetries(() => ${JOB});`)).toBe('unknown');
});

it('is no question for what begins no load', () => {
  expect(askedIn("fetch(`${base}/services/data/v60.0/jobs/query`, { method: 'POST', body });")).toBe('absent');
});
