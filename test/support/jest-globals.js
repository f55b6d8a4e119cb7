/** What `@jest/globals` stands for where Node loads the specs (native-runner.js): each call goes to the globals of the spec that runs. */
import { spyOn } from 'jest-mock';

let current;
let seed;

/** @param {object} globals jest-circus's, of the spec that begins */
export function useGlobals(globals) {
  current = globals;
}

/** @param {number} given Jest's seed of this run */
export function useSeed(given) {
  seed = given;
}

/** A function that support modules may keep, though each spec brings its own. */
const delegate = (name) =>
  new Proxy(function () {}, {
    get: (_target, key) => current[name][key],
    apply: (_target, _this, args) => current[name](...args),
  });

export const afterAll = delegate('afterAll');
export const afterEach = delegate('afterEach');
export const beforeAll = delegate('beforeAll');
export const beforeEach = delegate('beforeEach');
export const describe = delegate('describe');
export const expect = delegate('expect');
export const it = delegate('it');

export const jest = { spyOn, getSeed: () => seed };
