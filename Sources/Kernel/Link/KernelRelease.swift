import Glibc

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
    var keepsOrigins: Bool { (major, minor) >= (5, 18) }

    /// Whether interfaces have alternative names.
    var hasAlternativeNames: Bool { (major, minor) >= (5, 5) }

    /// The kernel that runs this program.
    static let current = KernelRelease(text)

    /// The text of `uname -r`; empty if it is unknown.
    static let text: String = {
        var names = utsname()
        guard uname(&names) == 0 else { return "" }
        let bytes = withUnsafeBytes(of: names.release) { Array($0.prefix { $0 != 0 }) }
        return String(decoding: bytes, as: UTF8.self)
    }()
}
