/** vagrant, on laptops: virtual machines that a Vagrantfile describes (`../laptop/vagrant`). */
import { vagrant } from '../laptop/vagrant/main';
import { tool } from './_tool';

export default tool({ name: 'vagrant', package: 'vagrant', main: vagrant });
