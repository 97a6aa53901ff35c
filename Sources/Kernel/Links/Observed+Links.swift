import Addresses
import Glibc
import Model

extension Observed {
    /// Adds the interfaces.
    mutating func take(_ links: some Sequence<LinkRecord>) {
        let promotesEverywhere = HostSettingFiles().promotesEverywhere
        for link in links {
            interfaces.insert(link.name)
            interfaceNumbers[link.name] = link.index
            silentInterfaces[link.name] = link.fault
            if link.isMute { muteInterfaces.insert(link.name) }
            if link.promotesSecondaries == false, !promotesEverywhere {
                switchedOff.insert(.promotion(interface: link.name))
            }
        }
    }

    /// Adds the addresses with their marks.
    ///
    /// An address without a mark belongs to another program, unless this kernel stores no marks.
    mutating func take(_ found: [InterfaceAddress: UInt8?]) {
        let keepsMarks = found.values.contains { $0 != nil } || KernelRelease.current.keepsMarks
        addresses = found.mapValues { mark in
            switch mark {
            case AddressTable.mark: .ours
            case nil: keepsMarks ? .foreign : .unmarked
            default: .foreign
            }
        }
    }
}

/// The version of the running kernel.
struct KernelRelease: Equatable {
    /// The first number.
    let major: Int
    /// The second number.
    let minor: Int

    /// Parses a release in the form of `uname -r`; missing numbers are 0.
    init(_ text: String) {
        let numbers = text.split(separator: "-").first?.split(separator: ".").map { Int($0) ?? 0 }
        major = numbers?.first ?? 0
        minor = numbers?.dropFirst().first ?? 0
    }

    /// Whether addresses have `IFA_PROTO`; distributions also add it to older kernels.
    var keepsMarks: Bool { (major, minor) >= (5, 18) }

    /// The kernel that runs this program.
    static let current: KernelRelease = {
        var names = utsname()
        guard uname(&names) == 0 else { return KernelRelease("") }
        let bytes = withUnsafeBytes(of: names.release) { Array($0.prefix { $0 != 0 }) }
        return KernelRelease(String(decoding: bytes, as: UTF8.self))
    }()
}
