import CNetlink
import Glibc
import Model

/// A refusal by the kernel: an error number and an optional text.
struct KernelRefusal: Error, Equatable {
    /// Source: `errno(3)`.
    var number: Int32
    /// The extended acknowledgement.
    ///
    /// Source: `linux/netlink.h`, `NLMSGERR_ATTR_MSG`.
    var text: String?

    init(_ number: Int32, text: String? = nil) {
        self.number = number
        self.text = text
    }

    /// The error of the last C call.
    static var last: KernelRefusal { KernelRefusal(errno) }

    /// The message of the kernel is invalid.
    static let malformed = KernelRefusal(EBADMSG)

    /// The kernel's answer was lost twice.
    static let lost = KernelRefusal(ENOBUFS)

    /// The name such as "ENOENT", or the number if it has no name.
    var name: String {
        guard let name = strerrorname_np(number) else { return "error \(number)" }
        return String(cString: name)
    }

    /// The C library's text for the number, in lower case: "no such file or directory".
    var words: String {
        guard number != EBADMSG else { return "the kernel's answer could not be read" }
        guard let words = strerrordesc_np(number) else { return "unknown error" }
        let sentence = String(cString: words)
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    /// The failure of this operation, with the C library's text unless another one is given.
    func failure(
        of operation: String, because reason: String? = nil, remedy: String? = nil
    ) -> HostFailure {
        let isDenied = number == EPERM || number == EACCES
        return HostFailure(
            operation: operation,
            reason: reason ?? (isDenied ? "the capability CAP_NET_ADMIN is missing" : words),
            errno: name, kernelText: text,
            remedy: remedy ?? (isDenied ? "run it as root or with CAP_NET_ADMIN" : nil))
    }
}
