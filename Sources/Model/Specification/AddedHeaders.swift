/// The number of bytes that HAProxy adds to messages for a document.
public enum AddedHeaders {
    /// HAProxy's default reserve for added headers.
    ///
    /// Source: HAProxy's `MAXREWRITE`.
    public static let usualReserve = 1_024
    /// HAProxy's default buffer size.
    ///
    /// Source: HAProxy's `BUFSIZE`.
    public static let usualBuffer = 16_384
    /// Maximum number of added bytes per message.
    public static let limit = 32_768

    /// Bytes of a forwarded client certificate.
    static let certificate = 8_192
    /// Bytes of X-Forwarded-For, the persistence cookie, HSTS and similar headers.
    static let margin = 512
    /// HAProxy's overhead per header.
    static let overhead = 16

    /// The reserve for this many bytes, in whole KiB; nil: the default is enough.
    public static func reserve(for bytes: Int) -> Int? {
        let needed = min(bytes, limit) + margin
        return needed <= usualReserve ? nil : (needed + 1_023) / 1_024 * 1_024
    }
}

extension HeaderEdits.Edits {
    /// Number of bytes of the headers that are set.
    var size: Int {
        self.set.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + AddedHeaders.overhead }
    }
}

extension Spec {
    /// Maximum number of bytes that the document adds to a message of this proxy: its headers,
    /// those of its raw lines, and client certificates.
    public func addition(of proxy: Proxy) -> Int {
        let raw = proxy.raw.filter { $0.contains("-header") }.reduce(0) { $0 + $1.utf8.count }
        // Few services forward certificates; only their names are compared.
        let forwards = sslServices.contains {
            $0.clientCertificates?.forward == true && $0.backend == .proxy(proxy.name)
        }
        let request = proxy.headers.request.size + (forwards ? AddedHeaders.certificate : 0)
        return max(request, proxy.headers.response.size) + raw
    }

    /// The largest addition to a message, with its path in the document.
    public var largestAddition: (bytes: Int, path: DocumentPath) {
        var largest = (bytes: 0, path: DocumentPath())
        for (index, proxy) in proxies.enumerated() {
            let bytes = addition(of: proxy)
            if bytes > largest.bytes {
                largest = (bytes, DocumentPath([.key("proxies"), .index(index)]))
            }
        }
        for (index, service) in sslServices.enumerated()
        where service.clientCertificates?.forward == true {
            guard case .endpoint = service.backend, largest.bytes < AddedHeaders.certificate
            else { continue }
            largest = (
                AddedHeaders.certificate, DocumentPath([.key("sslServices"), .index(index)])
            )
        }
        return largest
    }
}
