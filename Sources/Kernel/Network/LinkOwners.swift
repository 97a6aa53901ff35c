import CNetlink
import Glibc
import Model

/// The programs that configure interfaces of this host, by their files in `/run`.
///
/// Sources: systemd-networkd, `/run/systemd/netif/links`; NetworkManager,
/// `/run/NetworkManager/devices`; ifupdown, `/run/network/ifstate`.
struct LinkOwners {
    /// The directory in which `run` is.
    var root = ""

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
        for path in ["/run/network/ifstate", "/run/ifstate"] {
            let lines = read(path) ?? []
            if name != "lo", lines.contains(where: { $0 == name || $0.hasPrefix("\(name)=") }) {
                return .ifupdown
            }
        }
        return nil
    }

    /// The lines of a file of at most 64 KiB; nil: it can't be read.
    private func read(_ path: String) -> [Substring]? {
        TextFile(path: root + path, limit: 64 << 10).text?.split(separator: "\n")
    }
}
