import CNetlink

/// The result of a whole request: failed, succeeded or complete.
extension NetlinkMessage {
    /// The end of a dump.
    var isDone: Bool { Int32(type) == NLMSG_DONE }

    /// An error, or an acknowledgement, which is an error of zero.
    var isError: Bool { Int32(type) == NLMSG_ERROR }

    /// Whether the dump was interrupted by a change and must be repeated.
    var isInterrupted: Bool { Int32(flags) & NLM_F_DUMP_INTR != 0 }

    /// The refusal in an error or at the end of a dump; nil: success.
    ///
    /// Source: `linux/netlink.h`, `nlmsgerr`.
    func refusal(in datagram: RawSpan) -> KernelRefusal? {
        guard payload.count >= 4, let code = datagram.integer(Int32.self, at: payload.lowerBound)
        else { return isError ? .malformed : nil }
        guard code != 0 else { return nil }
        // -Int32.min does not exist.
        return KernelRefusal(code == .min ? .max : abs(code), text: text(in: datagram))
    }

    /// The kernel's error text.
    ///
    /// It follows the request, of which a capped error only has the header.
    private func text(in datagram: RawSpan) -> String? {
        guard Int32(flags) & NLM_F_ACK_TLVS != 0 else { return nil }
        var header = 4
        if isError {
            let isCapped = Int32(flags) & NLM_F_CAPPED != 0
            let request = datagram.integer(UInt32.self, at: payload.lowerBound + 4) ?? 0
            header += isCapped ? MessageWalk.headerSize : min(Int(request), payload.count)
        }
        var walk = attributes(after: header)
        while let attribute = walk.next(in: datagram) {
            if attribute.type == Int(NLMSGERR_ATTR_MSG.rawValue) { return datagram.text(attribute) }
        }
        return nil
    }
}
