/** The YAML libraries that people read and write exports with, each behind the same two questions. */
import { spawnSync } from 'node:child_process';
import { dump, load } from 'js-yaml';
import { parse, stringify } from 'yaml';
import { installed } from './installed.js';

export interface YamlLibrary {
  readonly name: string;
  readonly isInstalled: boolean;
  /** The values of each text. @throws Error what the library says */
  read(texts: readonly string[]): readonly unknown[];
  /** Each text read and written anew. */
  write(texts: readonly string[]): readonly string[];
}

/** Runs a program that reads a JSON list of texts and writes a JSON list of answers. */
function ask(command: string, args: readonly string[], texts: readonly string[]): readonly unknown[] {
  const { stdout, stderr, status } = spawnSync(command, args, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr.slice(0, 2_000));
  return JSON.parse(stdout) as unknown[];
}

const PYTHON = (answer: string): string => `import json, sys, yaml
json.dump([${answer} for text in json.load(sys.stdin)], sys.stdout)`;
const RUBY = (answer: string): string => `require 'json'; require 'yaml'
puts JSON.generate(JSON.parse($stdin.read).map { |text| ${answer} })`;
const PERL = (answer: string): string => `use JSON::PP; use YAML::XS; use Encode;
local $/; local $YAML::XS::Boolean = 'JSON::PP'; local $YAML::XS::Indent = 2;
print JSON::PP->new->ascii->allow_nonref->encode([map { ${answer} } @{JSON::PP->new->utf8->decode(<STDIN>)}]);`;

/** It takes one text at a time. */
const gojq = (args: readonly string[], text: string): string => {
  const { stdout, stderr, status } = spawnSync('gojq', ['--yaml-input', ...args, '.'], {
    input: text,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr.slice(0, 2_000));
  return stdout;
};

const python = (answer: string) => (texts: readonly string[]) =>
  ask('python3', ['-c', PYTHON(answer)], texts);
const ruby = (answer: string) => (texts: readonly string[]) => ask('ruby', ['-e', RUBY(answer)], texts);
const perl = (answer: string) => (texts: readonly string[]) => ask('perl', ['-e', PERL(answer)], texts);

export const YAML_LIBRARIES: readonly YamlLibrary[] = [
  {
    name: 'js-yaml',
    isInstalled: true,
    read: (texts) => texts.map((text) => load(text)),
    write: (texts) => texts.map((text) => dump(load(text))),
  },
  {
    name: 'yaml',
    isInstalled: true,
    read: (texts) => texts.map((text) => parse(text) as unknown),
    write: (texts) => texts.map((text) => stringify(parse(text))),
  },
  {
    name: 'PyYAML with libyaml',
    isInstalled: installed('python3', 'True', '-c', 'import yaml; print(yaml.__with_libyaml__)'),
    read: python('yaml.load(text, yaml.CSafeLoader)'),
    write: python(
      'yaml.dump(yaml.load(text, yaml.CSafeLoader), Dumper=yaml.CSafeDumper, allow_unicode=True)',
    ) as YamlLibrary['write'],
  },
  {
    name: 'PyYAML',
    isInstalled: installed('python3', 'yes', '-c', 'import yaml; print("yes")'),
    read: python('yaml.load(text, yaml.SafeLoader)'),
    write: python(
      'yaml.dump(yaml.load(text, yaml.SafeLoader), Dumper=yaml.SafeDumper)',
    ) as YamlLibrary['write'],
  },
  {
    name: 'Psych, of Ruby',
    isInstalled: installed('ruby', 'psych', '-e', 'require "yaml"; puts "psych"'),
    read: ruby('YAML.safe_load(text)'),
    write: ruby('YAML.dump(YAML.safe_load(text))') as YamlLibrary['write'],
  },
  {
    name: 'YAML::XS, of Perl',
    isInstalled: installed('perl', 'xs', '-e', 'use YAML::XS; print "xs"'),
    read: perl('YAML::XS::Load(encode_utf8($_))'),
    write: perl('decode_utf8(YAML::XS::Dump(YAML::XS::Load(encode_utf8($_))))') as YamlLibrary['write'],
  },
  {
    name: 'go-yaml, in gojq',
    isInstalled: installed('gojq', 'gojq'),
    read: (texts) => texts.map((text) => JSON.parse(gojq([], text)) as unknown),
    write: (texts) => texts.map((text) => gojq(['--yaml-output'], text)),
  },
];
