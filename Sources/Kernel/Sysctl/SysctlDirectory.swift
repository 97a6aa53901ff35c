import Glibc
import Model

/// The settings of IPVS in `/proc/sys/net/ipv4/vs`, in this network namespace.
///
/// The directory exists while the module is loaded. Source: the kernel's
/// `Documentation/networking/ipvs-sysctl.rst`.
struct SysctlDirectory {
    private let path: String

    /// Creates access to this directory; tests use their own.
    init(path: String = "/proc/sys/net/ipv4/vs") {
        self.path = path
    }

    /// Returns the settings of this kernel that have the expected number of values.
    func values(of sysctls: [Sysctl] = Sysctl.allCases) -> [Sysctl: SysctlValue] {
        guard access(path, F_OK) == 0 else { return [:] }
        return sysctls.reduce(into: [:]) { values, sysctl in
            values[sysctl] = value(of: sysctl)
        }
    }

    /// Sets a setting; the caller has validated it against ``Sysctl/range``.
    func set(_ sysctl: Sysctl, to value: SysctlValue) throws(HostFailure) {
        do throws(KernelRefusal) {
            try file(sysctl).write(value.description)
        } catch {
            let step = Step.setting(.setSysctl(sysctl, to: value, from: value))
            let reason: String? =
                switch error.number {
                case ENOENT: "this kernel has no such setting"
                case EINVAL, ERANGE: "the kernel does not take this value"
                case EROFS: "/proc/sys is mounted read-only"
                case EPERM, EACCES: "root is needed to write it"
                default: nil
                }
            throw error.failure(
                of: step.operation, because: reason,
                remedy: [EPERM, EACCES].contains(error.number) ? "run it as root" : nil)
        }
    }

    private func value(of sysctl: Sysctl) -> SysctlValue? {
        // This kernel does not support the setting if its file is missing.
        guard let text = try? file(sysctl).read() else { return nil }
        let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" }
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == words.count, numbers.count == sysctl.count else { return nil }
        return SysctlValue(numbers)
    }

    private func file(_ sysctl: Sysctl) -> ControlFile {
        ControlFile(path: "\(path)/\(sysctl.rawValue)")
    }
}
