/** Numbers the interactions of one operation with what it works with, and says at which of them which fault happens. */
import type { Call, FaultKind, Thing } from './catalogue.js';

export interface Interaction {
  readonly thing: Thing;
  readonly call: Call;
  /** Such as `store.put#2`: the second of its name. */
  readonly label: string;
}

export interface Plan {
  /** The number of an interaction, from 1, or its label. */
  readonly at: number | string;
  readonly kind: FaultKind;
  /** Done at the moment of the fault, before anyone hears of it. */
  readonly meanwhile?: () => Promise<void>;
}

export interface Injector {
  /** Begins to number; without a plan nothing happens to anything. */
  begin(plan?: Plan): void;
  /** Ends the numbering. @returns what was met, in its order */
  end(): readonly Interaction[];
  /** Meets an interaction. @returns what is to happen to it */
  meet(thing: Thing, call: Call, name: string): FaultKind | undefined;
  readonly isActive: boolean;
  /** The interaction that the fault happened to. */
  readonly hit: Interaction | undefined;
  /** Whether a thing is down for the rest of the operation. */
  isDown(thing: Thing): boolean;
  /** Does at the moment of the fault what the plan says. */
  meanwhile(): Promise<void>;
  /** Keeps what is to take effect later. */
  hold(effect: () => Promise<unknown>): void;
  /** Lets it take effect, in its order; what it fails with nobody hears. */
  land(): Promise<void>;
}

export function createInjector(): Injector {
  let active = false;
  let plan: Plan | undefined;
  let met: Interaction[] = [];
  let counts = new Map<string, number>();
  let hit: Interaction | undefined;
  let down: Thing | undefined;
  let held: (() => Promise<unknown>)[] = [];
  return {
    begin(next) {
      plan = next;
      met = [];
      counts = new Map();
      hit = undefined;
      down = undefined;
      active = true;
    },
    end() {
      active = false;
      down = undefined;
      return met;
    },
    meet(thing, call, name) {
      if (!active) return undefined;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const interaction = { thing, call, label: `${name}#${count}` };
      met.push(interaction);
      if (down === thing) return 'down';
      if (hit || !plan || (plan.at !== met.length && plan.at !== interaction.label)) return undefined;
      hit = interaction;
      if (plan.kind === 'down') down = thing;
      return plan.kind;
    },
    get isActive() {
      return active;
    },
    get hit() {
      return hit;
    },
    isDown: (thing) => active && down === thing,
    meanwhile: async () => {
      const work = plan?.meanwhile;
      // Once, though a thing that is down fails often.
      if (plan) plan = { at: plan.at, kind: plan.kind };
      await work?.();
    },
    hold: (effect) => void held.push(effect),
    async land() {
      const effects = held;
      held = [];
      for (const effect of effects) await effect().catch(() => undefined);
    },
  };
}
