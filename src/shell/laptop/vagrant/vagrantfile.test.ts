import { expect, test } from 'vitest';
import { RubyError } from './ruby';
import { readVagrantfile } from './vagrantfile';

const inside = (body: string) => readVagrantfile(`Vagrant.configure("2") do |config|\n${body}\nend\n`);
const problem = (text: string): string => {
  try {
    readVagrantfile(text);
  } catch (error) {
    if (error instanceof RubyError) return `${error.line}: ${error.message}`;
    throw error;
  }
  return 'none';
};

test('one machine without a name is the default one', () => {
  expect(inside('config.vm.box = "debian/bookworm64"')).toMatchObject([{ name: 'default', box: 'debian/bookworm64', autostart: true, provisioners: [] }]);
});

test('loops over ranges define machines with computed names and addresses', () => {
  const machines = inside(`
    config.vm.box = "bento/ubuntu-24.04"
    (1..2).each do |i|
      config.vm.define "m#{i}" do |node|
      end
    end`);
  expect(machines.map(({ name }) => name)).toEqual(['m1', 'm2']);
  expect(inside('(1..2).each { |i| config.vm.define("w#{i}") { |w| w.vm.network :private_network, :ip => "10.0.0.#{10 + i * 2}" } }').map(({ ip }) => ip)).toEqual(['10.0.0.12', '10.0.0.14']);
});

test('lists, hashes, %w and times are looped over too', () => {
  const names = (body: string) => inside(body).map(({ name, ip }) => (ip === undefined ? name : `${name}=${ip}`));
  expect(names('%w(a b).each do |n|\n config.vm.define n do |m|\n end\nend')).toEqual(['a', 'b']);
  expect(names('3.times do |i|\n config.vm.define "n#{i}"\nend')).toEqual(['n0', 'n1', 'n2']);
  expect(names('{ "x" => "10.1.1.1", y: "10.1.1.2" }.each do |name, ip|\n config.vm.define name do |m|\n m.vm.network "private_network", ip: ip\n end\nend')).toEqual(['x=10.1.1.1', 'y=10.1.1.2']);
  expect(names('nodes = [\n { name: "p", ip: "10.2.2.1" },\n { name: "q", ip: "10.2.2.2" },\n]\nnodes.each do |node|\n config.vm.define node[:name] do |m|\n m.vm.network "private_network", ip: node[:ip]\n end\nend')).toEqual(['p=10.2.2.1', 'q=10.2.2.2']);
  expect(names('["r", "s"].each_with_index do |name, i|\n config.vm.define "#{name}#{i}"\nend')).toEqual(['r0', 's1']);
  expect(names('[].each do |n|\n config.vm.define n do |m|\n end\nend\nconfig.vm.define "only"')).toEqual(['only']);
});

test('what stands outside holds for all machines, and each may say otherwise', () => {
  const [a, b] = inside(`
    config.vm.box = "bento/debian-12"
    config.vm.provider "virtualbox" do |vb|
      vb.memory = "2048"
      vb.customize ["modifyvm", :id, "--cpus", "2"]
    end
    config.vm.provision :docker
    config.vm.define "a" do |m|
      m.vm.hostname = "alpha"
      m.vm.provision "shell", inline: <<-SHELL, privileged: false
        echo "a #{1 + 1}"
      SHELL
    end
    config.vm.define "b", autostart: false do |m|
      m.vm.box = "debian/bookworm64"
      m.vm.provider(:virtualbox) { |vb| vb.memory = 512 }
      m.vm.synced_folder ".", "/vagrant", disabled: true
      m.vm.provision "setup", type: "shell", path: "up.sh", args: ["x", "y"], run: "always"
    end`);
  expect(a).toMatchObject({ name: 'a', box: 'bento/debian-12', hostname: 'alpha', memoryMib: 2048, cpus: 2 });
  expect(a?.provisioners.map(({ type, inline, unprivileged }) => [type, inline?.trim(), unprivileged])).toEqual([['docker', undefined, false], ['shell', 'echo "a 2"', true]]);
  expect(b).toMatchObject({ box: 'debian/bookworm64', memoryMib: 512, cpus: 2, autostart: false, folders: [{ guest: '/vagrant', disabled: true }] });
  expect(b?.provisioners[1]).toMatchObject({ path: 'up.sh', args: ['x', 'y'], always: true });
});

test('a shell provisioner may be described in a block', () => {
  const [machine] = inside('config.vm.provision "shell" do |s|\n s.inline = \'echo #{not filled}\'\n s.args = "one"\nend');
  expect(machine?.provisioners).toMatchObject([{ inline: 'echo #{not filled}', args: ['one'] }]);
});

test('what it cannot read is told with its line', () => {
  expect(problem('Vagrant.configure("2") do |config|\n  if true\n  end\nend')).toBe('2: this lab\'s vagrant does not read `if` in a Vagrantfile');
  expect(problem('Vagrant.configure("2") do |config|\n  config.vm.box = box\nend')).toBe('2: undefined local variable or method `box\' for main:Object');
  expect(problem('Vagrant.configure("2") do |config|\n  config.vm.colour = "red"\nend')).toBe('2: this lab\'s vagrant does not know `vm.colour`');
  expect(problem('Vagrant.configure("2") do |config|\n  config.vm.box = "x"\n')).toContain("unexpected end-of-input, expecting `end'");
  expect(problem('Vagrant.configure("2") do |config|\n  config.vm.network "public_network"\nend')).toBe('2: this lab\'s vagrant has private_network, not public_network');
  expect(problem('Vagrant.configure("2") do |config|\n  config.vm.network "private_network", ip: "300.1.1.1"\nend')).toBe('2: An IP address of 300.1.1.1 is not one');
  expect(problem('(1..1000000).each do |i|\nend')).toContain('a loop of more than 100 rounds');
  expect(problem('x = "a" ~ 1')).toContain('unexpected "~"');
  expect(problem('Vagrant.configure("2") do |config|\n  config.vm.provision "shell", inline: <<-END\n  echo\nend')).toBe('2: can\'t find string "END" anywhere before EOF');
});
