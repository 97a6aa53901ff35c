import Addresses
import Model

extension SimulatedHost {
    /// The kernel's answer to a step.
    enum Verdict: Equatable {
        /// Done.
        case accepted
        /// No change: EEXIST when adding, ENOENT or ESRCH when removing.
        case redundant
        /// Refused, with the error's name and the reason.
        case refused(String, String)
    }

    /// Returns the kernel's answer.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_genl_set_cmd`; `net/ipv4/devinet.c`,
    /// `net/ipv6/addrconf.c` for addresses.
    func verdict(on step: Step) -> Verdict { step.planned.verdict(at: self) }
}
