import Addresses
import Model

extension SimulatedHost {
    /// What the kernel says to a step.
    enum Verdict: Equatable {
        /// It is done.
        case accepted
        /// It is so already: EEXIST when adding, ENOENT or ESRCH when removing.
        case redundant
        /// It is refused, with the error's name and the reason.
        case refused(String, String)
    }

    /// What the kernel would say.
    ///
    /// Source: `net/netfilter/ipvs/ip_vs_ctl.c`, `ip_vs_genl_set_cmd`; `net/ipv4/devinet.c`,
    /// `net/ipv6/addrconf.c` for addresses.
    func verdict(on step: Step) -> Verdict { step.planned.verdict(at: self) }
}
