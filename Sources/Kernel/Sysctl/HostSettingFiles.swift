import Addresses
import Glibc
import Model

/// Settings of the host outside IPVS, as files of `/proc/sys` and `/sys/module`.
struct HostSettingFiles {
    private static let forwarding: [HostSetting: String] = [
        .forwarding(.ipv4): "/proc/sys/net/ipv4/ip_forward",
        .forwarding(.ipv6): "/proc/sys/net/ipv6/conf/all/forwarding",
    ]
    /// Modules that Ballast may need.
    private static let modules = ["ip_vs_ftp", "nf_conntrack_ftp", "nf_nat_ftp"]
    private static let moduleDirectory = "/sys/module"

    /// The settings that are off; unreadable ones are omitted.
    var switchedOff: Set<HostSetting> {
        var settings = Set(Self.forwarding.keys.filter { isOff(Self.forwarding[$0]) })
        // A missing directory proves nothing about the modules.
        if access(Self.moduleDirectory, F_OK) == 0 {
            for module in Self.modules
            where access("\(Self.moduleDirectory)/\(module)", F_OK) != 0 {
                settings.insert(.module(module))
            }
        }
        return settings
    }

    /// Whether the host forwards IPv4 packets, on the interfaces that do.
    var forwardsIPv4: Bool { !isOff(Self.forwarding[.forwarding(.ipv4)]) }

    /// The check of the senders of IPv4 packets at `all` or `default`; nil: unknown.
    func senderFilter(of interface: String) -> ReversePathFilter? {
        // A host without the file checks nothing that Ballast could set.
        let text = try? ControlFile(path: "/proc/sys/net/ipv4/conf/\(interface)/rp_filter").read()
        return text?.first?.wholeNumberValue.flatMap { ReversePathFilter(rawValue: $0) }
    }

    /// Whether every interface promotes secondary addresses, whatever its own setting.
    var promotesEverywhere: Bool {
        !isOff("/proc/sys/net/ipv4/conf/all/promote_secondaries")
    }

    /// Whether the host is an IPv6 router at this interface.
    func forwardsIPv6(at interface: String) -> Bool {
        let path = "/proc/sys/net/ipv6/conf/\(interface)/forwarding"
        // An interface without IPv6 has no such file, and is no router.
        guard let text = try? ControlFile(path: path).read() else { return false }
        return text != "0\n"
    }

    /// Enables forwarding, or loads a module.
    func enable(_ setting: HostSetting) throws(HostFailure) {
        let operation = Step.setting(.enable(setting)).operation
        if case .module(let name) = setting {
            guard ModuleRequest(module: name).load() else {
                throw HostFailure(
                    operation: operation, reason: "modprobe has failed",
                    remedy: "as root: modprobe \(name)")
            }
            return
        }
        let path: String
        switch setting {
        case .interfaceForwarding(let interface):
            path = "/proc/sys/net/ipv4/conf/\(interface)/forwarding"
        default:
            guard let file = Self.forwarding[setting] else {
                preconditionFailure("promotion is set by netlink")
            }
            path = file
        }
        do throws(KernelRefusal) {
            try ControlFile(path: path).write("1")
        } catch {
            let reason: String? =
                switch error.number {
                case EROFS: "/proc/sys is mounted read-only"
                case EPERM, EACCES: "root is needed to write it"
                default: nil
                }
            throw error.failure(
                of: operation, because: reason, remedy: "as root: sysctl -w \(setting)=1")
        }
    }

    private func isOff(_ path: String?) -> Bool {
        guard let path else { return false }
        // An unreadable setting is not known to be off.
        return (try? ControlFile(path: path).read()) == "0\n"
    }
}
