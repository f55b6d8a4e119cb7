/** What an import does with the one profile, by what is here and what the archive has. */

/** Of each mode that does something of its own with a profile; what holds for any mode, its laws say. */
export const PROFILE_EFFECTS: Readonly<
  Record<string, Record<string, readonly [profile: object, contacts: object]>>
> = {
  replace: {
    'none/new': [{ create: 1 }, { create: 2 }],
    'own/same': [{ unchanged: 1 }, { unchanged: 2 }],
    'own/other': [{ update: 1 }, { create: 2, delete: 2 }],
    'own/taken': [{ update: 1 }, { create: 2, delete: 2 }],
    'none/taken': [{ create: 1 }, { create: 2 }],
    'own/none': [{ delete: 1 }, { delete: 2 }],
    'none/none': [{}, {}],
  },
  merge: {
    'none/new': [{ create: 1 }, { create: 2 }],
    'own/same': [{ unchanged: 1 }, { unchanged: 2 }],
    'own/other': [{ update: 1 }, { create: 2, keep: 2 }],
    'own/taken': [{ update: 1 }, { create: 2, keep: 2 }],
    'none/taken': [{ create: 1 }, { create: 2 }],
    'own/none': [{ keep: 1 }, { keep: 2 }],
    'none/none': [{}, {}],
  },
  fill: {
    'none/new': [{ create: 1 }, { create: 2 }],
    'own/same': [{ unchanged: 1 }, { unchanged: 2 }],
    'own/other': [
      { keep: 1, skip: 1 },
      { create: 2, keep: 2 },
    ],
    'own/taken': [
      { keep: 1, skip: 1 },
      { create: 2, keep: 2 },
    ],
    'none/taken': [{ create: 1 }, { create: 2 }],
    'own/none': [{ keep: 1 }, { keep: 2 }],
    'none/none': [{}, {}],
  },
  copies: {
    'none/new': [{ create: 1 }, { create: 2 }],
    'own/same': [
      { keep: 1, skip: 1 },
      { keep: 2, skip: 2 },
    ],
    'own/other': [
      { keep: 1, skip: 1 },
      { keep: 2, skip: 2 },
    ],
    'own/taken': [
      { keep: 1, skip: 1 },
      { keep: 2, skip: 2 },
    ],
    'none/taken': [{ create: 1 }, { create: 2 }],
    'own/none': [{ keep: 1 }, { keep: 2 }],
    'none/none': [{}, {}],
  },
};
