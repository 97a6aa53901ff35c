import CNetlink
import Glibc
import Model

/// The programs that configure interfaces of this host, by their files in `/run`.
///
/// Sources: systemd-networkd, `/run/systemd/netif/links`; NetworkManager,
/// `/run/NetworkManager/devices`; ifupdown, `/run/network/ifstate`; ifupdown2 (Proxmox VE),
/// `ifstatenew` in `/run/network` or `/var/tmp/network`.
struct LinkOwners {
    /// The directory in which `run` is.
    let root: String
    /// The interfaces of ifupdown.
    private let ifupdown: Set<String>
    /// The names in the states of ifupdown2.
    private let ifupdown2: Set<String>

    init(root: String = "") {
        self.root = root
        func lines(_ path: String) -> [Substring] {
            TextFile(path: root + path, limit: 64 << 10).text?.split(separator: "\n") ?? []
        }
        ifupdown = Set(
            (lines("/run/network/ifstate") + lines("/run/ifstate")).map { line in
                String(line.prefix { $0 != "=" })
            })
        var paths = ["/run/network/ifstatenew"]
        // The one in /var/tmp counts if the program ran since the start of the host.
        if access(root + "/run/network/ifstatelock", F_OK) == 0 {
            paths.append("/var/tmp/network/ifstatenew")
        }
        ifupdown2 = paths.reduce(into: []) { names, path in
            let file = TextFile(path: root + path, limit: 1 << 20)
            if let bytes = file.bytes { names.formUnion(PickledText(bytes).words) }
        }
    }

    /// Whether this network namespace is the first one, whose interfaces the files describe.
    var isHost: Bool {
        func number(_ path: String) -> UInt64? {
            var status = stat()
            return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
        }
        guard let first = number("/proc/1/ns/net") else {
            // The sandbox of the unit hides it, and begins no namespace.
            return true
        }
        return first == number("/proc/thread-self/ns/net")
    }

    /// Returns the program that configures an interface; nil: none is known.
    func manager(of name: String, index: Int32) -> LinkOwner? {
        if let text = read("/run/systemd/netif/links/\(index)") {
            let state = text.first { $0.hasPrefix("ADMIN_STATE=") }?.dropFirst(12)
            if let state, !["unmanaged", "initialized", "pending", "linger"].contains(state) {
                return .networkd
            }
        }
        if let text = read("/run/NetworkManager/devices/\(index)"),
            text.contains("managed=true"), text.contains(where: { $0.hasPrefix("connection-uuid") })
        {
            return .networkManager
        }
        guard name != "lo" else { return nil }
        if ifupdown.contains(name) { return .ifupdown }
        return ifupdown2.contains(name) ? .ifupdown2 : nil
    }

    /// The lines of a file of at most 64 KiB; nil: it can't be read.
    private func read(_ path: String) -> [Substring]? {
        TextFile(path: root + path, limit: 64 << 10).text?.split(separator: "\n")
    }
}
