/** The arrows between modules and packages, checked on the compiled classes of all modules. */
package io.laminar.deploy.architecture;
