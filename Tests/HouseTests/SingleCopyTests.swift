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
                "Sources/Speaker/Socket/SocketFailure.swift",
            ]
        ),
        // The maker of signals; questions about a document alone need none.
        (
            [" Signals("],
            [
                "Sources/Planning/KnownSignals.swift",
                "Sources/Planning/Inspection/Spec+HostQuestions.swift",
            ]
        ),
        // JSON of commands is printed by one view.
        (["jsonText("], ["Sources/Files/JSONText.swift", "Sources/Commands/Output/View.swift"]),
        (
            ["fsync(", "fdatasync("],
            [
                "Sources/Files/AtomicWrite.swift", "Sources/Files/FileSync.swift",
                // The names of several certificates, under one lock.
                "Sources/Proxies/Certificate/CertificateDirectory.swift",
                // The user's file, which keeps its owner, mode, links and attributes.
                "Sources/Document/File/DocumentFile+Creation.swift",
                "Sources/Document/File/DocumentFile+Replacement.swift",
                // Several files at once, by a journal.
                "Sources/Controller/Restoration/Restoration.swift",
                "Sources/Replication/Storage/ObjectStore.swift",
                "Sources/Replication/Storage/TreeRoot+Replacement.swift",
                // resolv.conf, by the module that does not link Files.
                "Sources/Kernel/Network/TextFile.swift",
            ]
        ),
        (
            ["Glibc.read(", " read(descriptor, &"],
            [
                "Sources/Files/BoundedRead.swift", "Sources/Files/FileText.swift",
                // Memory that is wiped.
                "Sources/Proxies/Certificate/SecretFile.swift",
                // Parts of a file, which is never whole in memory.
                "Sources/HAProxy/Worker/Listeners.swift",
                "Sources/Replication/Storage/Digest+File.swift",
                // Pipes, a terminal, a serial line, a clock.
                "Sources/Commands/Output/Terminal.swift", "Sources/Commands/Top/TopInput.swift",
                "Sources/Proxies/AccessLog/AccessLogWriter.swift",
                "Sources/Speaker/Socket/SerialPort.swift",
                "Sources/Kernel/Firewall/ProgramRun.swift",
                // Programs and modules that do not link Files, which links Foundation.
                "Sources/FeedbackAgent/CommandRun.swift", "Sources/FeedbackAgent/FileText.swift",
                "Sources/Kernel/ControlFile.swift", "Sources/Kernel/IPVS/ConnectionReader.swift",
                "Sources/Kernel/Inspection/ProcessFile.swift",
                "Sources/Kernel/Firewall/LegacyTables.swift",
                "Sources/Kernel/Firewall/SetPrograms.swift",
                "Sources/Kernel/Network/TextFile.swift",
                "Sources/Speaker/Loop/BootClock.swift",
                "Sources/Speaker/Socket/MulticastGroups.swift",
            ]
        ),
    ]

    @Test("calendar, Base64, durations, errors, signals, JSON and files have one copy each")
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
