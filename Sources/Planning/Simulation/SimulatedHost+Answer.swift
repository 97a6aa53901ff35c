import Addresses
import Model

extension SimulatedHost {
    /// The kernel's answer to a step.
    enum Answer: Equatable {
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
    func answer(on step: Step) -> Answer { step.planned.answer(at: self) }
}
