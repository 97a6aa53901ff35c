import Addresses
import CNetlink
import Glibc
import Model

/// The host name and the name servers of this host.
struct NodeNames {
    /// The directory in which `etc` is.
    var root = ""

    /// The configuration of name servers; a link belongs to the program that made it.
    var resolver: ResolverState {
        let path = root + "/etc/resolv.conf"
        var state = ResolverState(TextFile(path: path, limit: 16 << 10).text ?? "")
        if let target = target(of: path) {
            let programs = ["systemd", "NetworkManager", "resolvconf"]
            state.manager =
                state.manager ?? programs.first { target.contains($0) }
                ?? "the program of \(target)"
        }
        return state
    }

    /// The host name.
    var hostName: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        return withUnsafeBytes(of: names.nodename) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Writes `/etc/resolv.conf`.
    func write(_ resolver: ResolverState) throws(KernelRefusal) {
        try TextFile(path: root + "/etc/resolv.conf", limit: 0).write(resolver.text)
    }

    /// Sets the host name, and writes it to `/etc/hostname` for the next start.
    func set(hostName: String) throws(KernelRefusal) {
        guard sethostname(hostName, hostName.utf8.count) == 0 else { throw .last }
        try TextFile(path: root + "/etc/hostname", limit: 0).write(hostName + "\n")
    }

    private func target(of path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.baseAddress else { return 0 }
            return readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
