import Testing

/// Algorithms of which the sources have one copy.
@Suite("Single copies")
struct SingleCopyTests {
    /// Words that only these files contain, outside comments.
    private static let homes: [(words: [String], files: Set<String>)] = [
        (["146_097", "gmtime", "timegm"], ["Sources/Model/Text/CivilTime.swift"]),
        (["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"], ["Sources/Model/Text/Base64.swift"]),
        (
            ["1_000_000_000_000", "172_800"],
            ["Sources/Model/Text/Duration+Words.swift"]
        ),
        (
            ["strerror"],
            [
                "Sources/Files/SystemError.swift",
                // Two programs that link no module of the controller.
                "Sources/FeedbackAgent/Listener.swift", "Sources/ballast-watch/Main.swift",
                // The election process locks its memory, and Files links Foundation.
                "Sources/Kernel/Netlink/KernelRefusal.swift",
                "Sources/Speaker/Sockets/SocketFailure.swift",
            ]
        ),
    ]

    @Test("calendar, Base64, durations and errors of the system have one copy each")
    func copies() {
        let files = Repository.files(under: "Sources", ending: ".swift")
        for (words, homes) in Self.homes {
            let found = files.filter { file in
                file.lines.contains { line in
                    !line.drop(while: { $0 == " " }).hasPrefix("//")
                        && words.contains(where: line.contains)
                }
            }
            #expect(Set(found.map(\.path)) == homes, "\(words)")
        }
    }
}
