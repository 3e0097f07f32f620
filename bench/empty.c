/* SPDX-License-Identifier: MIT
 * Keeps true: what the system charges for a process that does nothing; cold.c subtracts it. */
int main(void) {
    return 0;
}
