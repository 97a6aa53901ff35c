import Addresses
import Model

extension Observed {
    /// Adds the interfaces that check the senders of IPv4 packets strictly.
    ///
    /// The interface to addresses beyond all subnets is left out: a strict check admits these.
    /// Source: the kernel's `Documentation/networking/ip-sysctl.rst`, `rp_filter`: the larger
    /// value of `all` and of the interface counts.
    mutating func addStrictInterfaces(among links: some Sequence<LinkRecord>) {
        let text = try? ControlFile(path: "/proc/sys/net/ipv4/conf/all/rp_filter").read()
        let everywhere = text?.first?.wholeNumberValue.map { UInt32($0) } ?? 0
        let strict = links.filter { link in
            link.name != "lo" && max(link.senderFilter ?? 0, everywhere) == 1
        }
        guard !strict.isEmpty else { return }
        let outer = OuterAddress.current
        let interfaces = addresses.keys.filter { $0.prefix.address == outer }.map(\.interface)
        strictInterfaces = Set(strict.map(\.name)).subtracting(interfaces)
    }
}
