	.file	"<string>"
	.section	.rodata,"a",@progbits
	.p2align	6, 0x0
.LCPI0_0:
	.quad	0
	.quad	1
	.quad	2
	.quad	3
	.quad	4
	.quad	5
	.quad	6
	.quad	7
	.section	.ltext,"axl",@progbits
	.globl	pastix_dsubtract_product
	.p2align	4
	.type	pastix_dsubtract_product,@function
pastix_dsubtract_product:
	.cfi_startproc
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	pushq	%r15
	pushq	%r14
	pushq	%r13
	pushq	%r12
	pushq	%rbx
	andq	$-64, %rsp
	subq	$1920, %rsp
	.cfi_offset %rbx, -56
	.cfi_offset %r12, -48
	.cfi_offset %r13, -40
	.cfi_offset %r14, -32
	.cfi_offset %r15, -24
	movq	%r9, 296(%rsp)
	movq	%rcx, 48(%rsp)
	movq	%rdx, 288(%rsp)
	movq	64(%rbp), %r10
	movq	56(%rbp), %r13
	movq	24(%rbp), %r8
	movq	%rsi, %r9
	subq	%rdi, %r9
	movabsq	$3074457345618258603, %rcx
	movq	%r9, %rax
	imulq	%rcx
	movq	16(%rbp), %rcx
	movq	%rdx, %rax
	shrq	$63, %rax
	shrq	$2, %rdx
	addq	%rax, %rdx
	shlq	$3, %rdx
	leaq	(%rdx,%rdx,2), %rax
	subq	%rax, %r9
	movq	%rsi, 152(%rsp)
	movq	%r10, %rdx
	movq	%r9, 304(%rsp)
	subq	%r9, %rsi
	leaq	(,%rdi,8), %rax
	shlq	$3, %rcx
	movq	%rcx, 56(%rsp)
	shlq	$3, %r8
	movq	%r8, 248(%rsp)
	negq	%rax
	leaq	320(%rsp,%rax), %r10
	movq	48(%rbp), %r8
	movq	32(%rbp), %rax
	leaq	192(%rax,%rdi,8), %rcx
	movq	%rcx, 200(%rsp)
	leaq	128(%rax,%rdi,8), %rax
	movq	%rax, 192(%rsp)
	leaq	24(%rdi), %rax
	movq	%rax, 136(%rsp)
	leaq	768(%r10), %rcx
	xorl	%r9d, %r9d
	movq	%rsi, 224(%rsp)
	jmp	.LBB0_1
	.p2align	4
.LBB0_161:
	addq	$192, 200(%rsp)
	addq	$192, 192(%rsp)
	addq	$24, 136(%rsp)
	addq	$-192, %rcx
	addq	$-192, %r10
	movq	312(%rsp), %rdi
.LBB0_1:
	cmpq	%rsi, %rdi
	jge	.LBB0_79
	decq	%r9
	.p2align	4
.LBB0_3:
	cmpq	%rdi, 16(%rdx,%r9,8)
	leaq	1(%r9), %r9
	jle	.LBB0_3
	leaq	24(%rdi), %r11
	movq	152(%rsp), %rbx
	cmpq	%rbx, %r11
	movq	%r11, 312(%rsp)
	cmovlq	%r11, %rbx
	movq	%rdi, %r11
	subq	(%rdx,%r9,8), %r11
	movq	72(%rbp), %rax
	addq	(%rax,%r9,8), %r11
	movq	%r11, 184(%rsp)
	movq	%r9, 128(%rsp)
	movq	8(%rdx,%r9,8), %rax
	movq	%rax, 232(%rsp)
	movq	%rbx, %r9
	subq	296(%rsp), %r9
	movq	288(%rsp), %rax
	cmpq	%r9, %rax
	cmovlq	%rax, %r9
	leaq	7(%r9), %r11
	testq	%r9, %r9
	cmovnsq	%r9, %r11
	andq	$-8, %r11
	movq	%r9, %rax
	subq	%r11, %rax
	cmpq	$5, %rax
	movq	%r9, 72(%rsp)
	cmovgeq	%r9, %r11
	movq	%r11, 264(%rsp)
	xorl	%eax, %eax
	movq	%rdi, 216(%rsp)
	movq	%rbx, 144(%rsp)
	jmp	.LBB0_5
	.p2align	4
.LBB0_158:
	movq	280(%rsp), %rax
	movq	64(%rbp), %rdx
	movq	224(%rsp), %rsi
.LBB0_5:
	cmpq	264(%rsp), %rax
	jge	.LBB0_29
	movq	72(%rsp), %rsi
	subq	%rax, %rsi
	leaq	-1(%rsi), %r14
	testq	%rsi, %rsi
	movl	$0, %r15d
	cmovleq	%r14, %r15
	cmpq	$2, %rsi
	movq	%r14, %r12
	movl	$1, %edx
	cmovgeq	%rdx, %r12
	movq	%r14, %r9
	movl	$2, %edx
	cmovgq	%rdx, %r9
	cmpq	$4, %rsi
	movq	%rax, %rdi
	movq	%r14, %r11
	movl	$3, %edx
	cmovgeq	%rdx, %r11
	movq	%r14, %rax
	movl	$4, %edx
	cmovgq	%rdx, %rax
	movq	%rax, 24(%rsp)
	cmpq	$6, %rsi
	movq	%r14, %rax
	movl	$5, %edx
	cmovgeq	%rdx, %rax
	movq	%rax, 64(%rsp)
	movq	%r14, %rax
	movl	$6, %edx
	cmovgq	%rdx, %rax
	movq	%rax, 32(%rsp)
	movq	%rsi, 120(%rsp)
	cmpq	$8, %rsi
	movl	$7, %edx
	cmovgeq	%rdx, %r14
	addq	%rdi, %r15
	movq	%r15, 40(%rsp)
	movq	(%r13,%r15,8), %rsi
	movq	184(%rsp), %rdx
	addq	%rdx, %rsi
	movq	%rsi, 112(%rsp)
	addq	%rdi, %r12
	movq	%r12, 88(%rsp)
	movq	(%r13,%r12,8), %rax
	addq	%rdx, %rax
	movq	%rax, 272(%rsp)
	addq	%rdi, %r9
	movq	%r9, 80(%rsp)
	movq	(%r13,%r9,8), %rax
	addq	%rdx, %rax
	movq	%rax, 256(%rsp)
	addq	%rdi, %r11
	movq	%r11, 104(%rsp)
	movq	(%r13,%r11,8), %rax
	addq	%rdx, %rax
	movq	%rax, 96(%rsp)
	movq	24(%rsp), %rax
	addq	%rdi, %rax
	movq	%rax, 24(%rsp)
	movq	(%r13,%rax,8), %rax
	addq	%rdx, %rax
	movq	%rax, 208(%rsp)
	movq	64(%rsp), %r11
	addq	%rdi, %r11
	movq	%r11, %rsi
	movq	(%r13,%r11,8), %rax
	addq	%rdx, %rax
	movq	%rax, 176(%rsp)
	movq	32(%rsp), %r11
	addq	%rdi, %r11
	movq	%r11, %r9
	movq	(%r13,%r11,8), %rax
	addq	%rdx, %rax
	movq	%rax, 168(%rsp)
	addq	%rdi, %r14
	movq	%r14, %r12
	movq	(%r13,%r14,8), %r15
	movq	272(%rsp), %r14
	addq	%rdx, %r15
	leaq	8(%rdi), %rdx
	movq	72(%rsp), %rax
	cmpq	%rax, %rdx
	movq	%rax, %r11
	movq	%rdx, 280(%rsp)
	cmovlq	%rdx, %r11
	movq	%r11, 64(%rsp)
	imulq	48(%rsp), %rdi
	movq	%rdi, 32(%rsp)
	orq	%rax, %rdi
	shrq	$32, %rdi
	movq	112(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	prefetcht0	(%r8,%r14,8)
	prefetcht0	64(%r8,%r14,8)
	movq	256(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	96(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	208(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	176(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	168(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	prefetcht0	(%r8,%r15,8)
	movq	%r15, 240(%rsp)
	prefetcht0	64(%r8,%r15,8)
	je	.LBB0_7
	movq	32(%rsp), %rax
	cqto
	movq	72(%rsp), %rdi
	idivq	%rdi
	movq	%rax, %r11
	jmp	.LBB0_9
	.p2align	4
.LBB0_7:
	movq	32(%rsp), %rax
	xorl	%edx, %edx
	movq	72(%rsp), %rdi
	divl	%edi
	movl	%eax, %r11d
.LBB0_9:
	movq	64(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	%rdi, %rdx
	shrq	$32, %rdx
	je	.LBB0_10
	cqto
	idivq	%rdi
	jmp	.LBB0_12
	.p2align	4
.LBB0_10:
	xorl	%edx, %edx
	divl	%edi
.LBB0_12:
	movq	56(%rsp), %rdx
	imulq	%r11, %rdx
	addq	200(%rsp), %rdx
	cmpq	%rax, %r11
	jge	.LBB0_15
	.p2align	4
.LBB0_14:
	prefetcht1	(%rdx)
	prefetcht1	64(%rdx)
	prefetcht1	128(%rdx)
	incq	%r11
	addq	56(%rsp), %rdx
	cmpq	%rax, %r11
	jl	.LBB0_14
.LBB0_15:
	vxorpd	%xmm0, %xmm0, %xmm0
	movq	40(%rbp), %rax
	movq	192(%rsp), %rdx
	xorl	%r15d, %r15d
	vxorpd	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	vxorpd	%xmm6, %xmm6, %xmm6
	vxorpd	%xmm7, %xmm7, %xmm7
	vxorpd	%xmm8, %xmm8, %xmm8
	vxorpd	%xmm9, %xmm9, %xmm9
	vxorpd	%xmm10, %xmm10, %xmm10
	vxorpd	%xmm11, %xmm11, %xmm11
	vxorpd	%xmm12, %xmm12, %xmm12
	vxorpd	%xmm13, %xmm13, %xmm13
	vxorpd	%xmm14, %xmm14, %xmm14
	vxorpd	%xmm15, %xmm15, %xmm15
	vxorpd	%xmm16, %xmm16, %xmm16
	vxorpd	%xmm17, %xmm17, %xmm17
	vxorpd	%xmm18, %xmm18, %xmm18
	vxorpd	%xmm19, %xmm19, %xmm19
	vxorpd	%xmm20, %xmm20, %xmm20
	vxorpd	%xmm21, %xmm21, %xmm21
	vxorpd	%xmm22, %xmm22, %xmm22
	vxorpd	%xmm23, %xmm23, %xmm23
	cmpq	48(%rsp), %r15
	jge	.LBB0_18
	.p2align	4
.LBB0_17:
	vmovupd	-128(%rdx), %zmm24
	vmovupd	-64(%rdx), %zmm25
	vmovupd	(%rdx), %zmm26
	movq	40(%rsp), %rdi
	vbroadcastsd	(%rax,%rdi,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm0
	vfmadd231pd	%zmm27, %zmm25, %zmm1
	vfmadd231pd	%zmm27, %zmm26, %zmm2
	movq	88(%rsp), %rdi
	vbroadcastsd	(%rax,%rdi,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm3
	vfmadd231pd	%zmm27, %zmm25, %zmm4
	vfmadd231pd	%zmm27, %zmm26, %zmm5
	movq	80(%rsp), %rdi
	vbroadcastsd	(%rax,%rdi,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm6
	vfmadd231pd	%zmm27, %zmm25, %zmm7
	vfmadd231pd	%zmm27, %zmm26, %zmm8
	movq	104(%rsp), %rdi
	vbroadcastsd	(%rax,%rdi,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm9
	vfmadd231pd	%zmm27, %zmm25, %zmm10
	vfmadd231pd	%zmm27, %zmm26, %zmm11
	movq	24(%rsp), %r11
	vbroadcastsd	(%rax,%r11,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm12
	vfmadd231pd	%zmm27, %zmm25, %zmm13
	vfmadd231pd	%zmm27, %zmm26, %zmm14
	vbroadcastsd	(%rax,%rsi,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm15
	vfmadd231pd	%zmm27, %zmm25, %zmm16
	vfmadd231pd	%zmm27, %zmm26, %zmm17
	vbroadcastsd	(%rax,%r9,8), %zmm27
	vfmadd231pd	%zmm27, %zmm24, %zmm18
	vfmadd231pd	%zmm27, %zmm25, %zmm19
	vfmadd231pd	%zmm27, %zmm26, %zmm20
	vbroadcastsd	(%rax,%r12,8), %zmm27
	vfmadd231pd	%zmm24, %zmm27, %zmm21
	vfmadd231pd	%zmm25, %zmm27, %zmm22
	vfmadd231pd	%zmm27, %zmm26, %zmm23
	incq	%r15
	addq	56(%rsp), %rdx
	addq	248(%rsp), %rax
	cmpq	48(%rsp), %r15
	jl	.LBB0_17
.LBB0_18:
	movq	120(%rsp), %rdi
	testq	%rdi, %rdi
	movl	$0, %eax
	movl	$255, %edx
	cmovgl	%edx, %eax
	kmovd	%eax, %k1
	kmovw	%k1, 32(%rsp)
	cmpq	$2, %rdi
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k1
	kmovw	%k1, 64(%rsp)
	movl	$0, %eax
	cmovgl	%edx, %eax
	kmovd	%eax, %k1
	kmovw	%k1, 160(%rsp)
	cmpq	$4, %rdi
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k4
	movl	$0, %eax
	cmovgl	%edx, %eax
	kmovd	%eax, %k5
	cmpq	$6, %rdi
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k6
	movl	$0, %eax
	cmovgl	%edx, %eax
	kmovd	%eax, %k7
	cmpq	$8, %rdi
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k1
	xorl	%eax, %eax
	cmpq	%rbx, 232(%rsp)
	setge	%al
	movq	%rax, 120(%rsp)
	xorl	%eax, %eax
	movq	256(%rsp), %rdx
	cmpq	120(%rsp), %rax
	jge	.LBB0_21
	.p2align	4
.LBB0_20:
	kmovw	32(%rsp), %k2
	movq	112(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k2} {z}
	vsubpd	%zmm0, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k2}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k2} {z}
	vsubpd	%zmm1, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k2}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k2} {z}
	vsubpd	%zmm2, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k2}
	kmovw	64(%rsp), %k2
	vmovupd	(%r8,%r14,8), %zmm24 {%k2} {z}
	vsubpd	%zmm3, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%r14,8) {%k2}
	vmovupd	64(%r8,%r14,8), %zmm24 {%k2} {z}
	vsubpd	%zmm4, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%r14,8) {%k2}
	vmovupd	128(%r8,%r14,8), %zmm24 {%k2} {z}
	vsubpd	%zmm5, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%r14,8) {%k2}
	kmovw	160(%rsp), %k2
	vmovupd	(%r8,%rdx,8), %zmm24 {%k2} {z}
	vsubpd	%zmm6, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdx,8) {%k2}
	vmovupd	64(%r8,%rdx,8), %zmm24 {%k2} {z}
	vsubpd	%zmm7, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdx,8) {%k2}
	vmovupd	128(%r8,%rdx,8), %zmm24 {%k2} {z}
	vsubpd	%zmm8, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdx,8) {%k2}
	movq	96(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k4} {z}
	vsubpd	%zmm9, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k4}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k4} {z}
	vsubpd	%zmm10, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k4}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k4} {z}
	vsubpd	%zmm11, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k4}
	movq	208(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k5} {z}
	vsubpd	%zmm12, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k5}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k5} {z}
	vsubpd	%zmm13, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k5}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k5} {z}
	vsubpd	%zmm14, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k5}
	movq	176(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k6} {z}
	vsubpd	%zmm15, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k6}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k6} {z}
	vsubpd	%zmm16, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k6}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k6} {z}
	vsubpd	%zmm17, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k6}
	movq	168(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k7} {z}
	vsubpd	%zmm18, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k7}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k7} {z}
	vsubpd	%zmm19, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k7}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k7} {z}
	vsubpd	%zmm20, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k7}
	movq	240(%rsp), %rdi
	vmovupd	(%r8,%rdi,8), %zmm24 {%k1} {z}
	vsubpd	%zmm21, %zmm24, %zmm24
	vmovupd	%zmm24, (%r8,%rdi,8) {%k1}
	vmovupd	64(%r8,%rdi,8), %zmm24 {%k1} {z}
	vsubpd	%zmm22, %zmm24, %zmm24
	vmovupd	%zmm24, 64(%r8,%rdi,8) {%k1}
	vmovupd	128(%r8,%rdi,8), %zmm24 {%k1} {z}
	vsubpd	%zmm23, %zmm24, %zmm24
	vmovupd	%zmm24, 128(%r8,%rdi,8) {%k1}
	incq	%rax
	cmpq	120(%rsp), %rax
	jl	.LBB0_20
.LBB0_21:
	movq	120(%rsp), %rax
	jmp	.LBB0_22
	.p2align	4
.LBB0_159:
	movq	120(%rsp), %rax
	incq	%rax
.LBB0_22:
	testq	%rax, %rax
	jg	.LBB0_158
	movq	%rax, 120(%rsp)
	vmovapd	%zmm0, 320(%rsp)
	vmovapd	%zmm1, 384(%rsp)
	vmovapd	%zmm2, 448(%rsp)
	vmovapd	%zmm3, 512(%rsp)
	vmovapd	%zmm4, 576(%rsp)
	vmovapd	%zmm5, 640(%rsp)
	vmovapd	%zmm6, 704(%rsp)
	vmovapd	%zmm7, 768(%rsp)
	vmovapd	%zmm8, 832(%rsp)
	vmovapd	%zmm9, 896(%rsp)
	vmovapd	%zmm10, 960(%rsp)
	vmovapd	%zmm11, 1024(%rsp)
	vmovapd	%zmm12, 1088(%rsp)
	vmovapd	%zmm13, 1152(%rsp)
	vmovapd	%zmm14, 1216(%rsp)
	vmovapd	%zmm15, 1280(%rsp)
	vmovapd	%zmm16, 1344(%rsp)
	vmovapd	%zmm17, 1408(%rsp)
	vmovapd	%zmm18, 1472(%rsp)
	vmovapd	%zmm19, 1536(%rsp)
	vmovapd	%zmm20, 1600(%rsp)
	vmovapd	%zmm21, 1664(%rsp)
	vmovapd	%zmm22, 1728(%rsp)
	vmovapd	%zmm23, 1792(%rsp)
	movq	216(%rsp), %rax
	movq	128(%rsp), %r11
	jmp	.LBB0_24
	.p2align	4
.LBB0_28:
	movq	96(%rsp), %r11
	incq	%r11
	movq	%rdx, %rax
	movq	144(%rsp), %rbx
.LBB0_24:
	cmpq	%rbx, %rax
	jge	.LBB0_159
	movq	64(%rbp), %r15
	movq	8(%r15,%r11,8), %rdi
	cmpq	%rbx, %rdi
	movq	%rbx, %rdx
	cmovlq	%rdi, %rdx
	movq	72(%rbp), %rbx
	movq	(%rbx,%r11,8), %r14
	movq	%r11, 96(%rsp)
	subq	(%r15,%r11,8), %r14
	movq	152(%rsp), %rbx
	cmpq	%rbx, %rdi
	cmovgeq	%rbx, %rdi
	movq	136(%rsp), %rbx
	cmpq	%rbx, %rdi
	cmovgeq	%rbx, %rdi
	subq	%rax, %rdi
	cmpq	%rdx, %rax
	jge	.LBB0_28
	.p2align	4
.LBB0_27:
	vpbroadcastq	%rdi, %zmm24
	movabsq	$.LCPI0_0, %rbx
	vpcmpgtq	(%rbx), %zmm24, %k2
	leaq	(%r14,%rax), %rbx
	movq	40(%rsp), %r15
	movq	(%r13,%r15,8), %r15
	addq	%rbx, %r15
	vmovupd	-768(%rcx,%rax,8), %zmm24 {%k2} {z}
	kmovw	32(%rsp), %k3
	kandb	%k2, %k3, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	88(%rsp), %r15
	movq	(%r13,%r15,8), %r15
	addq	%rbx, %r15
	vmovupd	-576(%rcx,%rax,8), %zmm24 {%k2} {z}
	kmovw	64(%rsp), %k3
	kandb	%k2, %k3, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	80(%rsp), %r15
	movq	(%r13,%r15,8), %r15
	addq	%rbx, %r15
	vmovupd	-384(%rcx,%rax,8), %zmm24 {%k2} {z}
	kmovw	160(%rsp), %k3
	kandb	%k2, %k3, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	104(%rsp), %r15
	movq	(%r13,%r15,8), %r15
	addq	%rbx, %r15
	vmovupd	-192(%rcx,%rax,8), %zmm24 {%k2} {z}
	kandb	%k2, %k4, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	24(%rsp), %r11
	movq	(%r13,%r11,8), %r15
	addq	%rbx, %r15
	vmovupd	(%rcx,%rax,8), %zmm24 {%k2} {z}
	kandb	%k2, %k5, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	(%r13,%rsi,8), %r15
	addq	%rbx, %r15
	vmovupd	192(%rcx,%rax,8), %zmm24 {%k2} {z}
	kandb	%k2, %k6, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	movq	(%r13,%r9,8), %r15
	addq	%rbx, %r15
	vmovupd	384(%rcx,%rax,8), %zmm24 {%k2} {z}
	kandb	%k2, %k7, %k3
	vmovupd	(%r8,%r15,8), %zmm25 {%k3} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%r15,8) {%k3}
	addq	(%r13,%r12,8), %rbx
	vmovupd	576(%rcx,%rax,8), %zmm24 {%k2} {z}
	kandb	%k2, %k1, %k2
	vmovupd	(%r8,%rbx,8), %zmm25 {%k2} {z}
	vsubpd	%zmm24, %zmm25, %zmm24
	vmovupd	%zmm24, (%r8,%rbx,8) {%k2}
	addq	$8, %rax
	addq	$-8, %rdi
	cmpq	%rdx, %rax
	jl	.LBB0_27
	jmp	.LBB0_28
	.p2align	4
.LBB0_29:
	movq	264(%rsp), %rdi
	movq	%rdi, %rax
	sarq	$63, %rax
	andnq	%rdi, %rax, %r9
	movq	72(%rsp), %rdi
	movq	%rdi, %rax
	subq	%r9, %rax
	cmpq	$3, %rax
	movq	%r9, %rax
	cmovgeq	%rdi, %rax
	movq	%rax, 176(%rsp)
	leaq	(,%r9,8), %rax
	movq	%rax, 64(%rsp)
	movq	%r9, 168(%rsp)
	movq	%r9, %rax
	jmp	.LBB0_30
	.p2align	4
.LBB0_160:
	addq	$32, 64(%rsp)
	movq	160(%rsp), %rax
	movq	64(%rbp), %rdx
	movq	224(%rsp), %rsi
.LBB0_30:
	cmpq	176(%rsp), %rax
	jge	.LBB0_54
	movq	72(%rsp), %rdx
	movq	%rdx, %rsi
	movq	%rdx, %rbx
	subq	%rax, %rsi
	leaq	-1(%rsi), %r12
	testq	%rsi, %rsi
	movl	$0, %edi
	cmovleq	%r12, %rdi
	cmpq	$2, %rsi
	movq	%r12, %r11
	movl	$1, %edx
	cmovgeq	%rdx, %r11
	movq	%r12, %r14
	movl	$2, %edx
	cmovgq	%rdx, %r14
	movq	%rsi, 96(%rsp)
	cmpq	$4, %rsi
	movl	$3, %edx
	cmovgeq	%rdx, %r12
	movq	%rdi, 104(%rsp)
	leaq	(%rax,%rdi), %r9
	movq	(%r13,%r9,8), %rsi
	movq	184(%rsp), %rdx
	addq	%rdx, %rsi
	movq	%rsi, 32(%rsp)
	movq	%r11, 80(%rsp)
	addq	%rax, %r11
	movq	(%r13,%r11,8), %rsi
	addq	%rdx, %rsi
	movq	%rsi, 24(%rsp)
	movq	%r14, 88(%rsp)
	addq	%rax, %r14
	movq	(%r13,%r14,8), %r15
	addq	%rdx, %r15
	movq	%r12, 40(%rsp)
	addq	%rax, %r12
	movq	(%r13,%r12,8), %rdi
	addq	%rdx, %rdi
	leaq	4(%rax), %rsi
	movq	%rax, %rdx
	movq	%rbx, %rax
	cmpq	%rbx, %rsi
	movq	%rsi, 160(%rsp)
	cmovlq	%rsi, %rbx
	movq	%rbx, 120(%rsp)
	imulq	48(%rsp), %rdx
	movq	%rdx, 208(%rsp)
	orq	%rax, %rdx
	shrq	$32, %rdx
	movq	32(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	24(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	prefetcht0	(%r8,%r15,8)
	prefetcht0	64(%r8,%r15,8)
	prefetcht0	(%r8,%rdi,8)
	prefetcht0	64(%r8,%rdi,8)
	je	.LBB0_32
	movq	208(%rsp), %rax
	cqto
	idivq	72(%rsp)
	movq	%rax, %rbx
	jmp	.LBB0_34
	.p2align	4
.LBB0_32:
	movq	208(%rsp), %rax
	xorl	%edx, %edx
	divl	72(%rsp)
	movl	%eax, %ebx
.LBB0_34:
	movq	120(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	72(%rsp), %rdx
	shrq	$32, %rdx
	je	.LBB0_35
	cqto
	idivq	72(%rsp)
	jmp	.LBB0_37
	.p2align	4
.LBB0_35:
	xorl	%edx, %edx
	divl	72(%rsp)
.LBB0_37:
	movq	56(%rsp), %rdx
	imulq	%rbx, %rdx
	addq	200(%rsp), %rdx
	cmpq	%rax, %rbx
	jge	.LBB0_40
	.p2align	4
.LBB0_39:
	prefetcht1	(%rdx)
	prefetcht1	64(%rdx)
	prefetcht1	128(%rdx)
	incq	%rbx
	addq	56(%rsp), %rdx
	cmpq	%rax, %rbx
	jl	.LBB0_39
.LBB0_40:
	movq	40(%rbp), %rax
	movq	40(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rdx
	movq	%rdx, 40(%rsp)
	movq	88(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rdx
	movq	%rdx, 88(%rsp)
	movq	80(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rdx
	movq	%rdx, 80(%rsp)
	movq	104(%rsp), %rdx
	leaq	(%rax,%rdx,8), %rax
	movq	%rax, 104(%rsp)
	vxorpd	%xmm0, %xmm0, %xmm0
	movq	64(%rsp), %rdx
	movq	192(%rsp), %rbx
	xorl	%eax, %eax
	vxorpd	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	vxorpd	%xmm6, %xmm6, %xmm6
	vxorpd	%xmm7, %xmm7, %xmm7
	vxorpd	%xmm8, %xmm8, %xmm8
	vxorpd	%xmm9, %xmm9, %xmm9
	vxorpd	%xmm10, %xmm10, %xmm10
	vxorpd	%xmm11, %xmm11, %xmm11
	cmpq	48(%rsp), %rax
	jge	.LBB0_43
	.p2align	4
.LBB0_42:
	vmovupd	-128(%rbx), %zmm12
	vmovupd	-64(%rbx), %zmm13
	vmovupd	(%rbx), %zmm14
	movq	104(%rsp), %rsi
	vbroadcastsd	(%rsi,%rdx), %zmm15
	vfmadd231pd	%zmm15, %zmm12, %zmm0
	vfmadd231pd	%zmm15, %zmm13, %zmm1
	vfmadd231pd	%zmm15, %zmm14, %zmm2
	movq	80(%rsp), %rsi
	vbroadcastsd	(%rsi,%rdx), %zmm15
	vfmadd231pd	%zmm15, %zmm12, %zmm3
	vfmadd231pd	%zmm15, %zmm13, %zmm4
	vfmadd231pd	%zmm15, %zmm14, %zmm5
	movq	88(%rsp), %rsi
	vbroadcastsd	(%rsi,%rdx), %zmm15
	vfmadd231pd	%zmm15, %zmm12, %zmm6
	vfmadd231pd	%zmm15, %zmm13, %zmm7
	vfmadd231pd	%zmm15, %zmm14, %zmm8
	movq	40(%rsp), %rsi
	vbroadcastsd	(%rsi,%rdx), %zmm15
	vfmadd231pd	%zmm12, %zmm15, %zmm9
	vfmadd231pd	%zmm13, %zmm15, %zmm10
	vfmadd231pd	%zmm15, %zmm14, %zmm11
	incq	%rax
	addq	56(%rsp), %rbx
	addq	248(%rsp), %rdx
	cmpq	48(%rsp), %rax
	jl	.LBB0_42
.LBB0_43:
	movq	96(%rsp), %rbx
	testq	%rbx, %rbx
	movl	$0, %eax
	movl	$255, %edx
	cmovgl	%edx, %eax
	kmovd	%eax, %k1
	cmpq	$2, %rbx
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k2
	movl	$0, %eax
	cmovgl	%edx, %eax
	kmovd	%eax, %k3
	cmpq	$4, %rbx
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k4
	xorl	%ebx, %ebx
	movq	232(%rsp), %rax
	cmpq	144(%rsp), %rax
	setge	%bl
	xorl	%edx, %edx
	movq	32(%rsp), %rax
	cmpq	%rbx, %rdx
	jge	.LBB0_47
	.p2align	4
.LBB0_45:
	vmovupd	(%r8,%rax,8), %zmm12 {%k1} {z}
	vsubpd	%zmm0, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%rax,8) {%k1}
	vmovupd	64(%r8,%rax,8), %zmm12 {%k1} {z}
	vsubpd	%zmm1, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%rax,8) {%k1}
	vmovupd	128(%r8,%rax,8), %zmm12 {%k1} {z}
	vsubpd	%zmm2, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%rax,8) {%k1}
	movq	24(%rsp), %rsi
	vmovupd	(%r8,%rsi,8), %zmm12 {%k2} {z}
	vsubpd	%zmm3, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%rsi,8) {%k2}
	vmovupd	64(%r8,%rsi,8), %zmm12 {%k2} {z}
	vsubpd	%zmm4, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%rsi,8) {%k2}
	vmovupd	128(%r8,%rsi,8), %zmm12 {%k2} {z}
	vsubpd	%zmm5, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%rsi,8) {%k2}
	vmovupd	(%r8,%r15,8), %zmm12 {%k3} {z}
	vsubpd	%zmm6, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%r15,8) {%k3}
	vmovupd	64(%r8,%r15,8), %zmm12 {%k3} {z}
	vsubpd	%zmm7, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%r15,8) {%k3}
	vmovupd	128(%r8,%r15,8), %zmm12 {%k3} {z}
	vsubpd	%zmm8, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%r15,8) {%k3}
	vmovupd	(%r8,%rdi,8), %zmm12 {%k4} {z}
	vsubpd	%zmm9, %zmm12, %zmm12
	vmovupd	%zmm12, (%r8,%rdi,8) {%k4}
	vmovupd	64(%r8,%rdi,8), %zmm12 {%k4} {z}
	vsubpd	%zmm10, %zmm12, %zmm12
	vmovupd	%zmm12, 64(%r8,%rdi,8) {%k4}
	vmovupd	128(%r8,%rdi,8), %zmm12 {%k4} {z}
	vsubpd	%zmm11, %zmm12, %zmm12
	vmovupd	%zmm12, 128(%r8,%rdi,8) {%k4}
	incq	%rdx
	cmpq	%rbx, %rdx
	jl	.LBB0_45
	jmp	.LBB0_47
	.p2align	4
.LBB0_46:
	movq	40(%rsp), %rbx
	incq	%rbx
.LBB0_47:
	testq	%rbx, %rbx
	jg	.LBB0_160
	movq	%rbx, 40(%rsp)
	vmovapd	%zmm0, 320(%rsp)
	vmovapd	%zmm1, 384(%rsp)
	vmovapd	%zmm2, 448(%rsp)
	vmovapd	%zmm3, 512(%rsp)
	vmovapd	%zmm4, 576(%rsp)
	vmovapd	%zmm5, 640(%rsp)
	vmovapd	%zmm6, 704(%rsp)
	vmovapd	%zmm7, 768(%rsp)
	vmovapd	%zmm8, 832(%rsp)
	vmovapd	%zmm9, 896(%rsp)
	vmovapd	%zmm10, 960(%rsp)
	vmovapd	%zmm11, 1024(%rsp)
	movq	216(%rsp), %rsi
	movq	128(%rsp), %rdx
	jmp	.LBB0_49
	.p2align	4
.LBB0_53:
	movq	24(%rsp), %rdx
	incq	%rdx
	movq	%rdi, %rsi
.LBB0_49:
	movq	144(%rsp), %rdi
	cmpq	%rdi, %rsi
	jge	.LBB0_46
	movq	64(%rbp), %rax
	movq	8(%rax,%rdx,8), %rbx
	cmpq	%rdi, %rbx
	cmovlq	%rbx, %rdi
	movq	72(%rbp), %rax
	movq	(%rax,%rdx,8), %r15
	movq	%rdx, 24(%rsp)
	movq	64(%rbp), %rax
	subq	(%rax,%rdx,8), %r15
	movq	152(%rsp), %rax
	cmpq	%rax, %rbx
	cmovgeq	%rax, %rbx
	movq	136(%rsp), %rax
	cmpq	%rax, %rbx
	cmovgeq	%rax, %rbx
	subq	%rsi, %rbx
	cmpq	%rdi, %rsi
	jge	.LBB0_53
	.p2align	4
.LBB0_52:
	vpbroadcastq	%rbx, %zmm12
	movabsq	$.LCPI0_0, %rax
	vpcmpgtq	(%rax), %zmm12, %k5
	leaq	(%r15,%rsi), %rax
	movq	(%r13,%r9,8), %rdx
	addq	%rax, %rdx
	vmovupd	(%r10,%rsi,8), %zmm12 {%k5} {z}
	kandb	%k5, %k1, %k6
	vmovupd	(%r8,%rdx,8), %zmm13 {%k6} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rdx,8) {%k6}
	movq	(%r13,%r11,8), %rdx
	addq	%rax, %rdx
	vmovupd	192(%r10,%rsi,8), %zmm12 {%k5} {z}
	kandb	%k5, %k2, %k6
	vmovupd	(%r8,%rdx,8), %zmm13 {%k6} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rdx,8) {%k6}
	movq	(%r13,%r14,8), %rdx
	addq	%rax, %rdx
	vmovupd	384(%r10,%rsi,8), %zmm12 {%k5} {z}
	kandb	%k5, %k3, %k6
	vmovupd	(%r8,%rdx,8), %zmm13 {%k6} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rdx,8) {%k6}
	addq	(%r13,%r12,8), %rax
	vmovupd	576(%r10,%rsi,8), %zmm12 {%k5} {z}
	kandb	%k5, %k4, %k5
	vmovupd	(%r8,%rax,8), %zmm13 {%k5} {z}
	vsubpd	%zmm12, %zmm13, %zmm12
	vmovupd	%zmm12, (%r8,%rax,8) {%k5}
	addq	$8, %rsi
	addq	$-8, %rbx
	cmpq	%rdi, %rsi
	jl	.LBB0_52
	jmp	.LBB0_53
	.p2align	4
.LBB0_54:
	movq	168(%rsp), %rdi
	movq	176(%rsp), %rax
	cmpq	%rdi, %rax
	cmovgq	%rax, %rdi
	leaq	(,%rdi,8), %rax
	movq	%rax, 104(%rsp)
	movq	40(%rbp), %rax
	movq	%rax, 24(%rsp)
	movq	%rdi, %rax
	jmp	.LBB0_55
	.p2align	4
.LBB0_162:
	addq	$16, 24(%rsp)
	movq	40(%rsp), %rax
	movq	64(%rbp), %rdx
	movq	224(%rsp), %rsi
.LBB0_55:
	movq	128(%rsp), %r9
	movq	72(%rsp), %r14
	movq	%r14, %rdi
	subq	%rax, %rdi
	jle	.LBB0_161
	leaq	-1(%rdi), %r11
	testq	%rdi, %rdi
	movl	$0, %esi
	cmovleq	%r11, %rsi
	cmpq	$2, %rdi
	movq	%rax, %rdx
	movl	$1, %eax
	cmovgeq	%rax, %r11
	movq	%rsi, 88(%rsp)
	leaq	(%rdx,%rsi), %r9
	movq	(%r13,%r9,8), %r12
	movq	184(%rsp), %rax
	addq	%rax, %r12
	movq	%r11, 80(%rsp)
	addq	%rdx, %r11
	movq	(%r13,%r11,8), %rsi
	addq	%rax, %rsi
	leaq	2(%rdx), %rax
	cmpq	%r14, %rax
	movq	%r14, %rbx
	movq	%rax, 40(%rsp)
	cmovlq	%rax, %rbx
	imulq	48(%rsp), %rdx
	movq	%rdx, %rax
	orq	%r14, %rax
	shrq	$32, %rax
	prefetcht0	(%r8,%r12,8)
	prefetcht0	64(%r8,%r12,8)
	prefetcht0	(%r8,%rsi,8)
	prefetcht0	64(%r8,%rsi,8)
	je	.LBB0_57
	movq	%rdx, %rax
	cqto
	idivq	%r14
	movq	%rax, %r15
	jmp	.LBB0_59
	.p2align	4
.LBB0_57:
	movl	%edx, %eax
	xorl	%edx, %edx
	divl	%r14d
	movl	%eax, %r15d
.LBB0_59:
	imulq	48(%rsp), %rbx
	movq	%rbx, %rax
	orq	%r14, %rax
	shrq	$32, %rax
	je	.LBB0_60
	movq	%rbx, %rax
	cqto
	idivq	%r14
	jmp	.LBB0_62
	.p2align	4
.LBB0_60:
	movl	%ebx, %eax
	xorl	%edx, %edx
	divl	%r14d
.LBB0_62:
	movq	56(%rsp), %rdx
	imulq	%r15, %rdx
	addq	200(%rsp), %rdx
	cmpq	%rax, %r15
	jge	.LBB0_65
	.p2align	4
.LBB0_64:
	prefetcht1	(%rdx)
	prefetcht1	64(%rdx)
	prefetcht1	128(%rdx)
	incq	%r15
	addq	56(%rsp), %rdx
	cmpq	%rax, %r15
	jl	.LBB0_64
.LBB0_65:
	movq	24(%rsp), %rdx
	movq	80(%rsp), %rax
	leaq	(%rdx,%rax,8), %rax
	movq	88(%rsp), %rbx
	leaq	(%rdx,%rbx,8), %rdx
	vxorpd	%xmm0, %xmm0, %xmm0
	movq	104(%rsp), %rbx
	movq	192(%rsp), %r14
	xorl	%r15d, %r15d
	vxorpd	%xmm1, %xmm1, %xmm1
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	cmpq	48(%rsp), %r15
	jge	.LBB0_68
	.p2align	4
.LBB0_67:
	vmovupd	-128(%r14), %zmm6
	vmovupd	-64(%r14), %zmm7
	vmovupd	(%r14), %zmm8
	vbroadcastsd	(%rdx,%rbx), %zmm9
	vfmadd231pd	%zmm9, %zmm6, %zmm0
	vfmadd231pd	%zmm9, %zmm7, %zmm1
	vfmadd231pd	%zmm9, %zmm8, %zmm2
	vbroadcastsd	(%rax,%rbx), %zmm9
	vfmadd231pd	%zmm6, %zmm9, %zmm3
	vfmadd231pd	%zmm7, %zmm9, %zmm4
	vfmadd231pd	%zmm9, %zmm8, %zmm5
	incq	%r15
	addq	56(%rsp), %r14
	addq	248(%rsp), %rbx
	cmpq	48(%rsp), %r15
	jl	.LBB0_67
.LBB0_68:
	testq	%rdi, %rdi
	movl	$0, %eax
	movl	$255, %edx
	cmovgl	%edx, %eax
	kmovd	%eax, %k1
	cmpq	$2, %rdi
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k2
	xorl	%eax, %eax
	movq	144(%rsp), %r14
	cmpq	%r14, 232(%rsp)
	setge	%al
	xorl	%edx, %edx
	cmpq	%rax, %rdx
	jge	.LBB0_72
	.p2align	4
.LBB0_70:
	vmovupd	(%r8,%r12,8), %zmm6 {%k1} {z}
	vsubpd	%zmm0, %zmm6, %zmm6
	vmovupd	%zmm6, (%r8,%r12,8) {%k1}
	vmovupd	64(%r8,%r12,8), %zmm6 {%k1} {z}
	vsubpd	%zmm1, %zmm6, %zmm6
	vmovupd	%zmm6, 64(%r8,%r12,8) {%k1}
	vmovupd	128(%r8,%r12,8), %zmm6 {%k1} {z}
	vsubpd	%zmm2, %zmm6, %zmm6
	vmovupd	%zmm6, 128(%r8,%r12,8) {%k1}
	vmovupd	(%r8,%rsi,8), %zmm6 {%k2} {z}
	vsubpd	%zmm3, %zmm6, %zmm6
	vmovupd	%zmm6, (%r8,%rsi,8) {%k2}
	vmovupd	64(%r8,%rsi,8), %zmm6 {%k2} {z}
	vsubpd	%zmm4, %zmm6, %zmm6
	vmovupd	%zmm6, 64(%r8,%rsi,8) {%k2}
	vmovupd	128(%r8,%rsi,8), %zmm6 {%k2} {z}
	vsubpd	%zmm5, %zmm6, %zmm6
	vmovupd	%zmm6, 128(%r8,%rsi,8) {%k2}
	incq	%rdx
	cmpq	%rax, %rdx
	jl	.LBB0_70
	jmp	.LBB0_72
	.p2align	4
.LBB0_71:
	incq	%rax
.LBB0_72:
	testq	%rax, %rax
	jg	.LBB0_162
	vmovapd	%zmm0, 320(%rsp)
	vmovapd	%zmm1, 384(%rsp)
	vmovapd	%zmm2, 448(%rsp)
	vmovapd	%zmm3, 512(%rsp)
	vmovapd	%zmm4, 576(%rsp)
	vmovapd	%zmm5, 640(%rsp)
	movq	216(%rsp), %rsi
	movq	128(%rsp), %rdx
	jmp	.LBB0_74
	.p2align	4
.LBB0_78:
	incq	%rdx
	movq	%rdi, %rsi
	movq	144(%rsp), %r14
.LBB0_74:
	cmpq	%r14, %rsi
	jge	.LBB0_71
	movq	64(%rbp), %r15
	movq	8(%r15,%rdx,8), %rbx
	cmpq	%r14, %rbx
	movq	%r14, %rdi
	cmovlq	%rbx, %rdi
	movq	72(%rbp), %r14
	movq	(%r14,%rdx,8), %r14
	subq	(%r15,%rdx,8), %r14
	movq	152(%rsp), %r15
	cmpq	%r15, %rbx
	cmovgeq	%r15, %rbx
	movq	136(%rsp), %r15
	cmpq	%r15, %rbx
	cmovgeq	%r15, %rbx
	subq	%rsi, %rbx
	cmpq	%rdi, %rsi
	jge	.LBB0_78
	.p2align	4
.LBB0_77:
	vpbroadcastq	%rbx, %zmm6
	movabsq	$.LCPI0_0, %r15
	vpcmpgtq	(%r15), %zmm6, %k3
	leaq	(%r14,%rsi), %r15
	movq	(%r13,%r9,8), %r12
	addq	%r15, %r12
	vmovupd	(%r10,%rsi,8), %zmm6 {%k3} {z}
	kandb	%k3, %k1, %k4
	vmovupd	(%r8,%r12,8), %zmm7 {%k4} {z}
	vsubpd	%zmm6, %zmm7, %zmm6
	vmovupd	%zmm6, (%r8,%r12,8) {%k4}
	addq	(%r13,%r11,8), %r15
	vmovupd	192(%r10,%rsi,8), %zmm6 {%k3} {z}
	kandb	%k3, %k2, %k3
	vmovupd	(%r8,%r15,8), %zmm7 {%k3} {z}
	vsubpd	%zmm6, %zmm7, %zmm6
	vmovupd	%zmm6, (%r8,%r15,8) {%k3}
	addq	$8, %rsi
	addq	$-8, %rbx
	cmpq	%rdi, %rsi
	jl	.LBB0_77
	jmp	.LBB0_78
.LBB0_79:
	movq	152(%rsp), %rdx
	leaq	(,%rdx,8), %rax
	movq	304(%rsp), %rdi
	leaq	(,%rdi,8), %rcx
	movq	32(%rbp), %r10
	leaq	(%r10,%rdx,8), %r10
	subq	%rcx, %r10
	movq	%r10, 240(%rsp)
	leaq	64(%r10), %rcx
	movq	%rcx, 72(%rsp)
	subq	%rdi, %rdx
	addq	$8, %rdx
	movq	%rdx, 144(%rsp)
	leaq	320(%rsp,%rdi,8), %rbx
	subq	%rax, %rbx
	movq	%rsi, %rax
	leaq	256(%rbx), %rsi
	movabsq	$.LCPI0_0, %rcx
	vmovdqa64	(%rcx), %zmm0
	jmp	.LBB0_80
	.p2align	4
.LBB0_167:
	addq	$64, 72(%rsp)
	addq	$64, 240(%rsp)
	addq	$8, 144(%rsp)
	addq	$-64, %rsi
	addq	$-64, %rbx
	movq	264(%rsp), %rax
	movq	128(%rsp), %r9
.LBB0_80:
	movq	%rax, 224(%rsp)
	cmpq	152(%rsp), %rax
	jge	.LBB0_163
	decq	%r9
	movq	64(%rbp), %rcx
	movq	224(%rsp), %rdx
	.p2align	4
.LBB0_82:
	cmpq	%rdx, 16(%rcx,%r9,8)
	leaq	1(%r9), %r9
	jle	.LBB0_82
	leaq	8(%rdx), %rdi
	movq	152(%rsp), %r15
	cmpq	%r15, %rdi
	movq	%rdi, 264(%rsp)
	cmovlq	%rdi, %r15
	movq	%r15, %rax
	subq	%rdx, %rax
	vpbroadcastq	%rax, %zmm1
	vpcmpgtq	%zmm0, %zmm1, %k6
	subq	(%rcx,%r9,8), %rdx
	movq	72(%rbp), %rax
	addq	(%rax,%r9,8), %rdx
	movq	%rdx, 200(%rsp)
	movq	8(%rcx,%r9,8), %rax
	movq	%rax, 192(%rsp)
	movq	%r15, %rcx
	subq	296(%rsp), %rcx
	movq	288(%rsp), %rax
	cmpq	%rcx, %rax
	cmovlq	%rax, %rcx
	leaq	7(%rcx), %rdx
	testq	%rcx, %rcx
	cmovnsq	%rcx, %rdx
	andq	$-8, %rdx
	movq	%rcx, %rax
	subq	%rdx, %rax
	cmpq	$5, %rax
	movq	%rcx, 112(%rsp)
	cmovgeq	%rcx, %rdx
	movq	%rdx, 272(%rsp)
	xorl	%r11d, %r11d
	movq	%r9, 128(%rsp)
	movq	%r15, 160(%rsp)
	kmovw	%k6, 208(%rsp)
	jmp	.LBB0_84
	.p2align	4
.LBB0_164:
	movq	280(%rsp), %r11
	kmovw	208(%rsp), %k6
.LBB0_84:
	cmpq	272(%rsp), %r11
	jge	.LBB0_108
	movq	112(%rsp), %rdi
	subq	%r11, %rdi
	leaq	-1(%rdi), %rdx
	testq	%rdi, %rdi
	movl	$0, %r14d
	cmovleq	%rdx, %r14
	cmpq	$2, %rdi
	movq	%rdx, %r12
	movl	$1, %ecx
	cmovgeq	%rcx, %r12
	movq	%rdx, %r10
	movl	$2, %ecx
	cmovgq	%rcx, %r10
	cmpq	$4, %rdi
	movq	%rdx, %r9
	movl	$3, %ecx
	cmovgeq	%rcx, %r9
	movq	%rdx, %rax
	movl	$4, %ecx
	cmovgq	%rcx, %rax
	movq	%rax, 24(%rsp)
	cmpq	$6, %rdi
	movq	%rdx, %rax
	movl	$5, %ecx
	cmovgeq	%rcx, %rax
	movq	%rax, 64(%rsp)
	movq	%rdx, %rax
	movl	$6, %ecx
	cmovgq	%rcx, %rax
	movq	%rax, 32(%rsp)
	movq	%rdi, 96(%rsp)
	cmpq	$8, %rdi
	movl	$7, %ecx
	cmovgeq	%rcx, %rdx
	addq	%r11, %r14
	movq	%r14, 40(%rsp)
	movq	(%r13,%r14,8), %rax
	movq	200(%rsp), %rcx
	addq	%rcx, %rax
	movq	%rax, 120(%rsp)
	addq	%r11, %r12
	movq	%r12, 88(%rsp)
	movq	(%r13,%r12,8), %rax
	addq	%rcx, %rax
	movq	%rax, 184(%rsp)
	addq	%r11, %r10
	movq	%r10, 80(%rsp)
	movq	(%r13,%r10,8), %rax
	addq	%rcx, %rax
	movq	%rax, 232(%rsp)
	addq	%r11, %r9
	movq	%r9, 104(%rsp)
	movq	(%r13,%r9,8), %rax
	addq	%rcx, %rax
	movq	%rax, 256(%rsp)
	movq	24(%rsp), %rax
	addq	%r11, %rax
	movq	%rax, 24(%rsp)
	movq	(%r13,%rax,8), %rax
	addq	%rcx, %rax
	movq	%rax, 136(%rsp)
	movq	64(%rsp), %rax
	addq	%r11, %rax
	movq	%rax, %r9
	movq	(%r13,%rax,8), %rax
	addq	%rcx, %rax
	movq	%rax, 216(%rsp)
	movq	32(%rsp), %rax
	addq	%r11, %rax
	movq	%rax, %r10
	movq	(%r13,%rax,8), %r12
	addq	%rcx, %r12
	addq	%r11, %rdx
	movq	%rdx, %r14
	movq	(%r13,%rdx,8), %rdi
	addq	%rcx, %rdi
	leaq	8(%r11), %rdx
	movq	112(%rsp), %rcx
	cmpq	%rcx, %rdx
	movq	%rcx, %rax
	movq	%rdx, 280(%rsp)
	cmovlq	%rdx, %rax
	movq	%rax, 64(%rsp)
	imulq	48(%rsp), %r11
	movq	%r11, 32(%rsp)
	orq	%rcx, %r11
	movq	184(%rsp), %rcx
	shrq	$32, %r11
	movq	120(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	prefetcht0	(%r8,%rcx,8)
	prefetcht0	64(%r8,%rcx,8)
	movq	232(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	256(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	136(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	movq	216(%rsp), %rax
	prefetcht0	(%r8,%rax,8)
	prefetcht0	64(%r8,%rax,8)
	prefetcht0	(%r8,%r12,8)
	movq	%r12, 176(%rsp)
	prefetcht0	64(%r8,%r12,8)
	prefetcht0	(%r8,%rdi,8)
	movq	%rdi, 168(%rsp)
	prefetcht0	64(%r8,%rdi,8)
	je	.LBB0_86
	movq	32(%rsp), %rax
	cqto
	movq	112(%rsp), %r11
	idivq	%r11
	movq	%rax, %rdi
	jmp	.LBB0_88
	.p2align	4
.LBB0_86:
	movq	32(%rsp), %rax
	xorl	%edx, %edx
	movq	112(%rsp), %r11
	divl	%r11d
	movl	%eax, %edi
.LBB0_88:
	movq	64(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	%r11, %rdx
	shrq	$32, %rdx
	je	.LBB0_89
	cqto
	idivq	%r11
	jmp	.LBB0_91
	.p2align	4
.LBB0_89:
	xorl	%edx, %edx
	divl	%r11d
.LBB0_91:
	movq	56(%rsp), %rdx
	imulq	%rdi, %rdx
	addq	72(%rsp), %rdx
	cmpq	%rax, %rdi
	jge	.LBB0_94
	.p2align	4
.LBB0_93:
	prefetcht1	(%rdx)
	incq	%rdi
	addq	56(%rsp), %rdx
	cmpq	%rax, %rdi
	jl	.LBB0_93
.LBB0_94:
	vpxor	%xmm1, %xmm1, %xmm1
	movq	40(%rbp), %rax
	movq	240(%rsp), %rdx
	xorl	%r11d, %r11d
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	vxorpd	%xmm5, %xmm5, %xmm5
	vxorpd	%xmm6, %xmm6, %xmm6
	vxorpd	%xmm7, %xmm7, %xmm7
	vxorpd	%xmm8, %xmm8, %xmm8
	cmpq	48(%rsp), %r11
	jge	.LBB0_97
	.p2align	4
.LBB0_96:
	vmovupd	(%rdx), %zmm9 {%k6} {z}
	movq	40(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm1
	movq	88(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm2
	movq	80(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm3
	movq	104(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm4
	movq	24(%rsp), %rcx
	vfmadd231pd	(%rax,%rcx,8){1to8}, %zmm9, %zmm5
	vfmadd231pd	(%rax,%r9,8){1to8}, %zmm9, %zmm6
	vfmadd231pd	(%rax,%r10,8){1to8}, %zmm9, %zmm7
	vfmadd231pd	(%rax,%r14,8){1to8}, %zmm9, %zmm8
	incq	%r11
	addq	56(%rsp), %rdx
	addq	248(%rsp), %rax
	cmpq	48(%rsp), %r11
	jl	.LBB0_96
.LBB0_97:
	movq	96(%rsp), %rdx
	testq	%rdx, %rdx
	movl	$0, %eax
	movl	$255, %ecx
	cmovgl	%ecx, %eax
	kmovd	%eax, %k0
	kmovw	%k0, 32(%rsp)
	cmpq	$2, %rdx
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k0
	kmovw	%k0, 64(%rsp)
	movl	$0, %eax
	cmovgl	%ecx, %eax
	kmovd	%eax, %k0
	cmpq	$4, %rdx
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k4
	movl	$0, %eax
	cmovgl	%ecx, %eax
	kmovd	%eax, %k5
	cmpq	$6, %rdx
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k6
	movl	$0, %eax
	cmovgl	%ecx, %eax
	kmovd	%eax, %k7
	cmpq	$8, %rdx
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k1
	xorl	%eax, %eax
	cmpq	%r15, 192(%rsp)
	setge	%al
	movq	%rax, 96(%rsp)
	xorl	%eax, %eax
	movq	184(%rsp), %rcx
	movq	232(%rsp), %rdx
	movq	256(%rsp), %r11
	cmpq	96(%rsp), %rax
	jge	.LBB0_100
	.p2align	4
.LBB0_99:
	kmovw	208(%rsp), %k3
	kmovw	32(%rsp), %k2
	kandb	%k3, %k2, %k2
	movq	120(%rsp), %r12
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm1, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	kmovw	64(%rsp), %k2
	kandb	%k3, %k2, %k2
	vmovupd	(%r8,%rcx,8), %zmm9 {%k2} {z}
	vsubpd	%zmm2, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k2}
	kandb	%k3, %k0, %k2
	vmovupd	(%r8,%rdx,8), %zmm9 {%k2} {z}
	vsubpd	%zmm3, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%rdx,8) {%k2}
	kandb	%k3, %k4, %k2
	vmovupd	(%r8,%r11,8), %zmm9 {%k2} {z}
	vsubpd	%zmm4, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r11,8) {%k2}
	kandb	%k3, %k5, %k2
	movq	136(%rsp), %r12
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm5, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	kandb	%k3, %k6, %k2
	movq	216(%rsp), %r12
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm6, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	kandb	%k3, %k7, %k2
	movq	176(%rsp), %r12
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm7, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	kandb	%k3, %k1, %k2
	movq	168(%rsp), %r12
	vmovupd	(%r8,%r12,8), %zmm9 {%k2} {z}
	vsubpd	%zmm8, %zmm9, %zmm9
	vmovupd	%zmm9, (%r8,%r12,8) {%k2}
	incq	%rax
	cmpq	96(%rsp), %rax
	jl	.LBB0_99
.LBB0_100:
	movq	96(%rsp), %rax
	jmp	.LBB0_101
	.p2align	4
.LBB0_165:
	movq	96(%rsp), %rax
	incq	%rax
.LBB0_101:
	testq	%rax, %rax
	jg	.LBB0_164
	movq	%rax, 96(%rsp)
	vmovapd	%zmm1, 320(%rsp)
	vmovapd	%zmm2, 384(%rsp)
	vmovapd	%zmm3, 448(%rsp)
	vmovapd	%zmm4, 512(%rsp)
	vmovapd	%zmm5, 576(%rsp)
	vmovapd	%zmm6, 640(%rsp)
	vmovapd	%zmm7, 704(%rsp)
	vmovapd	%zmm8, 768(%rsp)
	movq	224(%rsp), %rax
	movq	128(%rsp), %rdi
	jmp	.LBB0_103
	.p2align	4
.LBB0_107:
	movq	136(%rsp), %rdi
	incq	%rdi
	movq	%rdx, %rax
	movq	160(%rsp), %r15
.LBB0_103:
	cmpq	%r15, %rax
	jge	.LBB0_165
	movq	64(%rbp), %r11
	movq	8(%r11,%rdi,8), %r12
	cmpq	%r15, %r12
	movq	%r15, %rdx
	cmovlq	%r12, %rdx
	movq	72(%rbp), %rcx
	movq	(%rcx,%rdi,8), %r15
	movq	%rdi, 136(%rsp)
	subq	(%r11,%rdi,8), %r15
	movq	152(%rsp), %rcx
	cmpq	%rcx, %r12
	cmovgeq	%rcx, %r12
	movq	144(%rsp), %rcx
	cmpq	%rcx, %r12
	cmovgeq	%rcx, %r12
	subq	%rax, %r12
	cmpq	%rdx, %rax
	jge	.LBB0_107
	.p2align	4
.LBB0_106:
	vpbroadcastq	%r12, %zmm9
	vpcmpgtq	%zmm0, %zmm9, %k2
	leaq	(%r15,%rax), %r11
	movq	40(%rsp), %rcx
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	-256(%rsi,%rax,8), %zmm9 {%k2} {z}
	kmovw	32(%rsp), %k3
	kandb	%k2, %k3, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	88(%rsp), %rcx
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	-192(%rsi,%rax,8), %zmm9 {%k2} {z}
	kmovw	64(%rsp), %k3
	kandb	%k2, %k3, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	80(%rsp), %rcx
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	-128(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k0, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	104(%rsp), %rcx
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	-64(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k4, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	24(%rsp), %rcx
	movq	(%r13,%rcx,8), %rcx
	addq	%r11, %rcx
	vmovupd	(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k5, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	(%r13,%r9,8), %rcx
	addq	%r11, %rcx
	vmovupd	64(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k6, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	movq	(%r13,%r10,8), %rcx
	addq	%r11, %rcx
	vmovupd	128(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k7, %k3
	vmovupd	(%r8,%rcx,8), %zmm10 {%k3} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%rcx,8) {%k3}
	addq	(%r13,%r14,8), %r11
	vmovupd	192(%rsi,%rax,8), %zmm9 {%k2} {z}
	kandb	%k2, %k1, %k2
	vmovupd	(%r8,%r11,8), %zmm10 {%k2} {z}
	vsubpd	%zmm9, %zmm10, %zmm9
	vmovupd	%zmm9, (%r8,%r11,8) {%k2}
	addq	$8, %rax
	addq	$-8, %r12
	cmpq	%rdx, %rax
	jl	.LBB0_106
	jmp	.LBB0_107
	.p2align	4
.LBB0_108:
	movq	272(%rsp), %rcx
	movq	%rcx, %rax
	sarq	$63, %rax
	andnq	%rcx, %rax, %rdx
	movq	112(%rsp), %rcx
	movq	%rcx, %rax
	subq	%rdx, %rax
	cmpq	$3, %rax
	movq	%rdx, %rax
	cmovgeq	%rcx, %rax
	movq	%rax, 168(%rsp)
	leaq	(,%rdx,8), %rax
	movq	%rax, 80(%rsp)
	movq	%rdx, 184(%rsp)
	movq	%rdx, %rax
	jmp	.LBB0_109
	.p2align	4
.LBB0_166:
	addq	$32, 80(%rsp)
	movq	104(%rsp), %rax
.LBB0_109:
	cmpq	168(%rsp), %rax
	jge	.LBB0_133
	movq	112(%rsp), %rdx
	subq	%rax, %rdx
	leaq	-1(%rdx), %r9
	testq	%rdx, %rdx
	movl	$0, %edi
	cmovleq	%r9, %rdi
	cmpq	$2, %rdx
	movq	%r9, %r10
	movl	$1, %ecx
	cmovgeq	%rcx, %r10
	movq	%r9, %r11
	movl	$2, %ecx
	cmovgq	%rcx, %r11
	movq	%rdx, 96(%rsp)
	cmpq	$4, %rdx
	movl	$3, %ecx
	cmovgeq	%rcx, %r9
	movq	%rdi, 120(%rsp)
	leaq	(%rax,%rdi), %r14
	movq	(%r13,%r14,8), %rdx
	movq	200(%rsp), %rcx
	addq	%rcx, %rdx
	movq	%rdx, 88(%rsp)
	movq	%r10, 216(%rsp)
	leaq	(%rax,%r10), %r15
	movq	(%r13,%r15,8), %r10
	addq	%rcx, %r10
	movq	%r11, 40(%rsp)
	leaq	(%rax,%r11), %r12
	movq	(%r13,%r12,8), %r11
	addq	%rcx, %r11
	movq	%r9, 24(%rsp)
	addq	%rax, %r9
	movq	(%r13,%r9,8), %rdi
	addq	%rcx, %rdi
	leaq	4(%rax), %rdx
	movq	112(%rsp), %rcx
	cmpq	%rcx, %rdx
	movq	%rax, 32(%rsp)
	movq	%rdx, 104(%rsp)
	cmovlq	%rdx, %rcx
	movq	%rcx, 176(%rsp)
	movq	32(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rcx
	orq	112(%rsp), %rcx
	shrq	$32, %rcx
	movq	88(%rsp), %rcx
	prefetcht0	(%r8,%rcx,8)
	prefetcht0	64(%r8,%rcx,8)
	prefetcht0	(%r8,%r10,8)
	movq	%r10, 32(%rsp)
	prefetcht0	64(%r8,%r10,8)
	prefetcht0	(%r8,%r11,8)
	movq	%r11, 64(%rsp)
	prefetcht0	64(%r8,%r11,8)
	prefetcht0	(%r8,%rdi,8)
	movq	%rdi, 136(%rsp)
	prefetcht0	64(%r8,%rdi,8)
	je	.LBB0_111
	cqto
	movq	112(%rsp), %rcx
	idivq	%rcx
	movq	%rax, %r10
	jmp	.LBB0_113
	.p2align	4
.LBB0_111:
	xorl	%edx, %edx
	movq	112(%rsp), %rcx
	divl	%ecx
	movl	%eax, %r10d
.LBB0_113:
	movq	176(%rsp), %rax
	imulq	48(%rsp), %rax
	movq	%rax, %rdx
	orq	%rcx, %rdx
	shrq	$32, %rdx
	je	.LBB0_114
	cqto
	idivq	%rcx
	jmp	.LBB0_116
	.p2align	4
.LBB0_114:
	xorl	%edx, %edx
	divl	%ecx
.LBB0_116:
	movq	56(%rsp), %rcx
	imulq	%r10, %rcx
	addq	72(%rsp), %rcx
	cmpq	%rax, %r10
	jge	.LBB0_119
	.p2align	4
.LBB0_118:
	prefetcht1	(%rcx)
	incq	%r10
	addq	56(%rsp), %rcx
	cmpq	%rax, %r10
	jl	.LBB0_118
.LBB0_119:
	movq	40(%rbp), %rax
	movq	24(%rsp), %rcx
	leaq	(%rax,%rcx,8), %rcx
	movq	%rcx, 24(%rsp)
	movq	40(%rsp), %rcx
	leaq	(%rax,%rcx,8), %rcx
	movq	%rcx, 40(%rsp)
	movq	216(%rsp), %rcx
	leaq	(%rax,%rcx,8), %r10
	movq	120(%rsp), %rcx
	leaq	(%rax,%rcx,8), %rdi
	vpxor	%xmm1, %xmm1, %xmm1
	movq	80(%rsp), %rcx
	movq	240(%rsp), %r11
	xorl	%eax, %eax
	vxorpd	%xmm2, %xmm2, %xmm2
	vxorpd	%xmm3, %xmm3, %xmm3
	vxorpd	%xmm4, %xmm4, %xmm4
	cmpq	48(%rsp), %rax
	jge	.LBB0_122
	.p2align	4
.LBB0_121:
	vmovupd	(%r11), %zmm5 {%k6} {z}
	vfmadd231pd	(%rdi,%rcx){1to8}, %zmm5, %zmm1
	vfmadd231pd	(%r10,%rcx){1to8}, %zmm5, %zmm2
	movq	40(%rsp), %rdx
	vfmadd231pd	(%rdx,%rcx){1to8}, %zmm5, %zmm3
	movq	24(%rsp), %rdx
	vfmadd231pd	(%rdx,%rcx){1to8}, %zmm5, %zmm4
	incq	%rax
	addq	56(%rsp), %r11
	addq	248(%rsp), %rcx
	cmpq	48(%rsp), %rax
	jl	.LBB0_121
.LBB0_122:
	movq	96(%rsp), %rdx
	testq	%rdx, %rdx
	movl	$0, %eax
	movl	$255, %ecx
	cmovgl	%ecx, %eax
	kmovd	%eax, %k0
	cmpq	$2, %rdx
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k1
	movl	$0, %eax
	cmovgl	%ecx, %eax
	kmovd	%eax, %k2
	cmpq	$4, %rdx
	movl	$0, %eax
	cmovgel	%ecx, %eax
	kmovd	%eax, %k3
	xorl	%r11d, %r11d
	movq	192(%rsp), %rax
	cmpq	160(%rsp), %rax
	setge	%r11b
	xorl	%eax, %eax
	movq	88(%rsp), %rcx
	movq	32(%rsp), %rdx
	movq	64(%rsp), %rdi
	movq	136(%rsp), %r10
	cmpq	%r11, %rax
	jge	.LBB0_126
	.p2align	4
.LBB0_124:
	kandb	%k6, %k0, %k4
	vmovupd	(%r8,%rcx,8), %zmm5 {%k4} {z}
	vsubpd	%zmm1, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k4}
	kandb	%k6, %k1, %k4
	vmovupd	(%r8,%rdx,8), %zmm5 {%k4} {z}
	vsubpd	%zmm2, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%rdx,8) {%k4}
	kandb	%k6, %k2, %k4
	vmovupd	(%r8,%rdi,8), %zmm5 {%k4} {z}
	vsubpd	%zmm3, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%rdi,8) {%k4}
	kandb	%k6, %k3, %k4
	vmovupd	(%r8,%r10,8), %zmm5 {%k4} {z}
	vsubpd	%zmm4, %zmm5, %zmm5
	vmovupd	%zmm5, (%r8,%r10,8) {%k4}
	incq	%rax
	cmpq	%r11, %rax
	jl	.LBB0_124
	jmp	.LBB0_126
	.p2align	4
.LBB0_125:
	movq	40(%rsp), %r11
	incq	%r11
.LBB0_126:
	testq	%r11, %r11
	jg	.LBB0_166
	movq	%r11, 40(%rsp)
	vmovapd	%zmm1, 320(%rsp)
	vmovapd	%zmm2, 384(%rsp)
	vmovapd	%zmm3, 448(%rsp)
	vmovapd	%zmm4, 512(%rsp)
	movq	224(%rsp), %rdx
	movq	128(%rsp), %rcx
	jmp	.LBB0_128
	.p2align	4
.LBB0_132:
	movq	24(%rsp), %rcx
	incq	%rcx
	movq	%rdi, %rdx
.LBB0_128:
	movq	160(%rsp), %rdi
	cmpq	%rdi, %rdx
	jge	.LBB0_125
	movq	64(%rbp), %rax
	movq	8(%rax,%rcx,8), %r10
	cmpq	%rdi, %r10
	cmovlq	%r10, %rdi
	movq	72(%rbp), %rax
	movq	(%rax,%rcx,8), %r11
	movq	%rcx, 24(%rsp)
	movq	64(%rbp), %rax
	subq	(%rax,%rcx,8), %r11
	movq	152(%rsp), %rax
	cmpq	%rax, %r10
	cmovgeq	%rax, %r10
	movq	144(%rsp), %rax
	cmpq	%rax, %r10
	cmovgeq	%rax, %r10
	subq	%rdx, %r10
	cmpq	%rdi, %rdx
	jge	.LBB0_132
	.p2align	4
.LBB0_131:
	vpbroadcastq	%r10, %zmm5
	vpcmpgtq	%zmm0, %zmm5, %k4
	leaq	(%r11,%rdx), %rax
	movq	(%r13,%r14,8), %rcx
	addq	%rax, %rcx
	vmovupd	(%rbx,%rdx,8), %zmm5 {%k4} {z}
	kandb	%k4, %k0, %k5
	vmovupd	(%r8,%rcx,8), %zmm6 {%k5} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k5}
	movq	(%r13,%r15,8), %rcx
	addq	%rax, %rcx
	vmovupd	64(%rbx,%rdx,8), %zmm5 {%k4} {z}
	kandb	%k4, %k1, %k5
	vmovupd	(%r8,%rcx,8), %zmm6 {%k5} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k5}
	movq	(%r13,%r12,8), %rcx
	addq	%rax, %rcx
	vmovupd	128(%rbx,%rdx,8), %zmm5 {%k4} {z}
	kandb	%k4, %k2, %k5
	vmovupd	(%r8,%rcx,8), %zmm6 {%k5} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rcx,8) {%k5}
	addq	(%r13,%r9,8), %rax
	vmovupd	192(%rbx,%rdx,8), %zmm5 {%k4} {z}
	kandb	%k4, %k3, %k4
	vmovupd	(%r8,%rax,8), %zmm6 {%k4} {z}
	vsubpd	%zmm5, %zmm6, %zmm5
	vmovupd	%zmm5, (%r8,%rax,8) {%k4}
	addq	$8, %rdx
	addq	$-8, %r10
	cmpq	%rdi, %rdx
	jl	.LBB0_131
	jmp	.LBB0_132
	.p2align	4
.LBB0_133:
	movq	184(%rsp), %rdx
	movq	168(%rsp), %rax
	cmpq	%rdx, %rax
	cmovgq	%rax, %rdx
	leaq	(,%rdx,8), %rax
	movq	%rax, 104(%rsp)
	movq	40(%rbp), %rax
	movq	%rax, 24(%rsp)
	jmp	.LBB0_134
	.p2align	4
.LBB0_168:
	addq	$16, 24(%rsp)
	movq	40(%rsp), %rdx
.LBB0_134:
	movq	112(%rsp), %r15
	movq	%r15, %r9
	subq	%rdx, %r9
	jle	.LBB0_167
	leaq	-1(%r9), %rcx
	testq	%r9, %r9
	movl	$0, %edi
	cmovleq	%rcx, %rdi
	cmpq	$2, %r9
	movl	$1, %eax
	cmovgeq	%rax, %rcx
	movq	%rdi, 80(%rsp)
	leaq	(%rdx,%rdi), %r11
	movq	(%r13,%r11,8), %r12
	movq	200(%rsp), %rax
	addq	%rax, %r12
	movq	%rcx, 88(%rsp)
	leaq	(%rdx,%rcx), %r14
	movq	(%r13,%r14,8), %rcx
	addq	%rax, %rcx
	leaq	2(%rdx), %rax
	cmpq	%r15, %rax
	movq	%r15, %r10
	movq	%rax, 40(%rsp)
	cmovlq	%rax, %r10
	imulq	48(%rsp), %rdx
	movq	%rdx, %rax
	orq	%r15, %rax
	shrq	$32, %rax
	prefetcht0	(%r8,%r12,8)
	prefetcht0	64(%r8,%r12,8)
	prefetcht0	(%r8,%rcx,8)
	prefetcht0	64(%r8,%rcx,8)
	je	.LBB0_136
	movq	%rdx, %rax
	cqto
	idivq	%r15
	movq	%rax, %rdi
	jmp	.LBB0_138
	.p2align	4
.LBB0_136:
	movl	%edx, %eax
	xorl	%edx, %edx
	divl	%r15d
	movl	%eax, %edi
.LBB0_138:
	imulq	48(%rsp), %r10
	movq	%r10, %rax
	orq	%r15, %rax
	shrq	$32, %rax
	je	.LBB0_139
	movq	%r10, %rax
	cqto
	idivq	%r15
	jmp	.LBB0_141
	.p2align	4
.LBB0_139:
	movl	%r10d, %eax
	xorl	%edx, %edx
	divl	%r15d
.LBB0_141:
	movq	56(%rsp), %rdx
	imulq	%rdi, %rdx
	addq	72(%rsp), %rdx
	cmpq	%rax, %rdi
	jge	.LBB0_144
	.p2align	4
.LBB0_143:
	prefetcht1	(%rdx)
	incq	%rdi
	addq	56(%rsp), %rdx
	cmpq	%rax, %rdi
	jl	.LBB0_143
.LBB0_144:
	movq	24(%rsp), %rdx
	movq	88(%rsp), %rax
	leaq	(%rdx,%rax,8), %rax
	movq	80(%rsp), %rdi
	leaq	(%rdx,%rdi,8), %rdx
	vpxor	%xmm1, %xmm1, %xmm1
	movq	104(%rsp), %rdi
	movq	240(%rsp), %r10
	xorl	%r15d, %r15d
	vxorpd	%xmm2, %xmm2, %xmm2
	cmpq	48(%rsp), %r15
	jge	.LBB0_147
	.p2align	4
.LBB0_146:
	vmovupd	(%r10), %zmm3 {%k6} {z}
	vfmadd231pd	(%rdx,%rdi){1to8}, %zmm3, %zmm1
	vfmadd231pd	(%rax,%rdi){1to8}, %zmm3, %zmm2
	incq	%r15
	addq	56(%rsp), %r10
	addq	248(%rsp), %rdi
	cmpq	48(%rsp), %r15
	jl	.LBB0_146
.LBB0_147:
	testq	%r9, %r9
	movl	$0, %eax
	movl	$255, %edx
	cmovgl	%edx, %eax
	kmovd	%eax, %k0
	cmpq	$2, %r9
	movl	$0, %eax
	cmovgel	%edx, %eax
	kmovd	%eax, %k1
	xorl	%eax, %eax
	movq	160(%rsp), %r10
	cmpq	%r10, 192(%rsp)
	setge	%al
	xorl	%edx, %edx
	movq	128(%rsp), %rdi
	cmpq	%rax, %rdx
	jge	.LBB0_151
	.p2align	4
.LBB0_149:
	kandb	%k6, %k0, %k2
	vmovupd	(%r8,%r12,8), %zmm3 {%k2} {z}
	vsubpd	%zmm1, %zmm3, %zmm3
	vmovupd	%zmm3, (%r8,%r12,8) {%k2}
	kandb	%k6, %k1, %k2
	vmovupd	(%r8,%rcx,8), %zmm3 {%k2} {z}
	vsubpd	%zmm2, %zmm3, %zmm3
	vmovupd	%zmm3, (%r8,%rcx,8) {%k2}
	incq	%rdx
	cmpq	%rax, %rdx
	jl	.LBB0_149
	jmp	.LBB0_151
	.p2align	4
.LBB0_150:
	incq	%rax
.LBB0_151:
	testq	%rax, %rax
	jg	.LBB0_168
	vmovapd	%zmm1, 320(%rsp)
	vmovapd	%zmm2, 384(%rsp)
	movq	224(%rsp), %rdx
	movq	%rdi, %rcx
	jmp	.LBB0_153
	.p2align	4
.LBB0_157:
	incq	%rcx
	movq	%rdi, %rdx
	movq	128(%rsp), %rdi
	movq	160(%rsp), %r10
.LBB0_153:
	cmpq	%r10, %rdx
	jge	.LBB0_150
	movq	64(%rbp), %r15
	movq	8(%r15,%rcx,8), %r9
	cmpq	%r10, %r9
	movq	%r10, %rdi
	cmovlq	%r9, %rdi
	movq	72(%rbp), %r10
	movq	(%r10,%rcx,8), %r10
	subq	(%r15,%rcx,8), %r10
	movq	152(%rsp), %r15
	cmpq	%r15, %r9
	cmovgeq	%r15, %r9
	movq	144(%rsp), %r15
	cmpq	%r15, %r9
	cmovgeq	%r15, %r9
	subq	%rdx, %r9
	cmpq	%rdi, %rdx
	jge	.LBB0_157
	.p2align	4
.LBB0_156:
	vpbroadcastq	%r9, %zmm3
	vpcmpgtq	%zmm0, %zmm3, %k2
	leaq	(%r10,%rdx), %r15
	movq	(%r13,%r11,8), %r12
	addq	%r15, %r12
	vmovupd	(%rbx,%rdx,8), %zmm3 {%k2} {z}
	kandb	%k2, %k0, %k3
	vmovupd	(%r8,%r12,8), %zmm4 {%k3} {z}
	vsubpd	%zmm3, %zmm4, %zmm3
	vmovupd	%zmm3, (%r8,%r12,8) {%k3}
	addq	(%r13,%r14,8), %r15
	vmovupd	64(%rbx,%rdx,8), %zmm3 {%k2} {z}
	kandb	%k2, %k1, %k2
	vmovupd	(%r8,%r15,8), %zmm4 {%k2} {z}
	vsubpd	%zmm3, %zmm4, %zmm3
	vmovupd	%zmm3, (%r8,%r15,8) {%k2}
	addq	$8, %rdx
	addq	$-8, %r9
	cmpq	%rdi, %rdx
	jl	.LBB0_156
	jmp	.LBB0_157
.LBB0_163:
	leaq	-40(%rbp), %rsp
	popq	%rbx
	popq	%r12
	popq	%r13
	popq	%r14
	popq	%r15
	popq	%rbp
	.cfi_def_cfa %rsp, 8
	vzeroupper
	retq
.Lfunc_end0:
	.size	pastix_dsubtract_product, .Lfunc_end0-pastix_dsubtract_product
	.cfi_endproc

	.section	".note.GNU-stack","",@progbits
